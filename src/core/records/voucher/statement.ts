import { type Finding } from '../../finding.js';
import { type Decimal, absolute, compare, encodeDecimal, subtract } from '../decimal.js';
import { type SourcedFact } from '../fact.js';
import { recordFinding } from '../findings.js';
import { agrees, amountOf, byKey } from '../sums.js';

const MAX_FINDINGS = 20;
const NOTHING: Decimal = { units: 0n, scale: 0 };

interface Row {
  amount: Decimal;
  balance: Decimal;
  /** In or out, as the bank codes it: not the same everywhere. */
  code: string;
  side: string;
  date: SourcedFact | undefined;
  said: SourcedFact;
}

/**
 * Of a bank statement: each balance follows from the one before, the same code always moves it the same way, the last balance
 * is the closing one. Rows may run from the oldest or from the newest. Rows without an amount carry nothing (some banks print them in
 * pairs). Where balances change sides nothing is concluded.
 */
export function checkStatement(facts: readonly SourcedFact[]): Finding[] {
  const rows = rowsOf(facts);
  const findings = datesOutside(facts, rows);
  if (rows.length === 0 || new Set(rows.map(({ side }) => side)).size > 1) return findings;
  const [forward, backward] = [breaksIn(rows), breaksIn([...rows].reverse())];
  const reversed = backward.length < forward.length;
  const ordered = reversed ? [...rows].reverse() : rows;
  findings.push(...(reversed ? backward : forward).map(broken));
  if (findings.length === 0) findings.push(...mixedDirections(ordered));
  findings.push(...closing(facts, ordered));
  return findings.slice(0, MAX_FINDINGS);
}

function rowsOf(facts: readonly SourcedFact[]): Row[] {
  const groups = new Map<string, Map<string, SourcedFact>>();
  for (const fact of facts) {
    if (fact.group === undefined || !fact.group.startsWith('transaction/')) continue;
    const group = groups.get(fact.group) ?? new Map<string, SourcedFact>();
    if (!group.has(fact.key)) group.set(fact.key, fact);
    groups.set(fact.group, group);
  }
  return [...groups.values()].flatMap((group) => {
    const said = group.get('balance');
    const [amount, balance] = [amountOf(group.get('amount')), amountOf(said)];
    if (said === undefined || amount === null || balance === null || amount.units === 0n) return [];
    const text = (key: string) => group.get(key)?.text ?? '';
    return [
      {
        amount,
        balance,
        code: text('credit-or-debit'),
        side: text('balance-side'),
        date: group.get('transaction-date'),
        said,
      },
    ];
  });
}

interface Break {
  before: Row;
  row: Row;
}

function breaksIn(rows: readonly Row[]): Break[] {
  return rows.slice(1).flatMap((row, index) => {
    const before = rows[index]!;
    return agrees(absolute(subtract(row.balance, before.balance)), absolute(row.amount), NOTHING)
      ? []
      : [{ before, row }];
  });
}

function broken({ before, row }: Break): Finding {
  const { said, amount, balance } = row;
  return recordFinding(
    'STATEMENT_BALANCE_BROKEN',
    `${said.file} ${said.place}`,
    `balance ${encodeDecimal(before.balance)}, amount ${encodeDecimal(amount)}, next balance ${encodeDecimal(balance)}`,
    { expected: `${encodeDecimal(before.balance)} ± ${encodeDecimal(amount)}`, found: encodeDecimal(balance) },
  );
}

/** Rises and falls by code, as the balances show them: a code that does both is wrong in the rarer of the two. */
function mixedDirections(rows: readonly Row[]): Finding[] {
  const moves = new Map<string, { up: Row[]; down: Row[] }>();
  for (const [index, row] of rows.slice(1).entries()) {
    const of = moves.get(row.code) ?? { up: [], down: [] };
    of[compare(row.balance, rows[index]!.balance) > 0 === row.amount.units > 0n ? 'up' : 'down'].push(row);
    moves.set(row.code, of);
  }
  return [...moves].flatMap(([code, { up, down }]) => {
    if (code === '') return [];
    const rarer = up.length < down.length ? up : down;
    return rarer.length === 0 || up.length === 0 || down.length === 0
      ? []
      : rarer.map(({ said }) =>
          recordFinding(
            'STATEMENT_DIRECTION_MIXED',
            `${said.file} ${said.place}`,
            `code ${code} moves the balance both ways`,
            {
              found: code,
            },
          ),
        );
  });
}

function closing(facts: readonly SourcedFact[], rows: readonly Row[]): Finding[] {
  const findings: Finding[] = [];
  const end = byKey(facts, 'closing-balance');
  const [last, stated] = [rows.at(-1)!, amountOf(end)];
  if (end !== undefined && stated !== null && !agrees(stated, last.balance, NOTHING)) {
    findings.push(
      recordFinding(
        'STATEMENT_CLOSING_DIFFERS',
        `${end.file} ${end.place}`,
        `closing ${end.text}, last ${encodeDecimal(last.balance)}`,
        {
          expected: encodeDecimal(last.balance),
          found: end.text,
        },
      ),
    );
  }
  const begin = byKey(facts, 'opening-balance');
  const [opening, first] = [amountOf(begin), rows[0]!];
  if (begin !== undefined && opening !== null) {
    const moved = absolute(subtract(first.balance, opening));
    if (!agrees(moved, absolute(first.amount), NOTHING)) {
      findings.push(
        recordFinding(
          'STATEMENT_BALANCE_BROKEN',
          `${begin.file} ${begin.place}`,
          `opening ${begin.text} does not lead to the first row`,
          {
            expected: `${encodeDecimal(first.balance)} ± ${encodeDecimal(first.amount)}`,
            found: begin.text,
          },
        ),
      );
    }
  }
  return findings;
}

/** Movements outside the month that the statement says it is of. */
function datesOutside(facts: readonly SourcedFact[], rows: readonly Row[]): Finding[] {
  const period = statementPeriod(facts);
  if (period === null) return [];
  return rows.flatMap(({ date }) =>
    date?.value == null || date.value.startsWith(period)
      ? []
      : [
          recordFinding('STATEMENT_DATE_OUTSIDE', `${date.file} ${date.place}`, `${date.text} is not in ${period}`, {
            expected: period,
            found: date.text,
          }),
        ],
  );
}

/** `2026-03`, `2026` for a statement of a year; null when it does not say. */
export function statementPeriod(facts: readonly SourcedFact[]): string | null {
  const year = byKey(facts, 'statement-year')?.value?.slice(0, 4);
  if (year === undefined) return null;
  const month = /^0?(\d{1,2})月?$/.exec(byKey(facts, 'statement-month')?.text ?? '')?.[1];
  return month === undefined ? year : `${year}-${month.padStart(2, '0')}`;
}
