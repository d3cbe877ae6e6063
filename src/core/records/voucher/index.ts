import { type Finding } from '../../finding.js';
import { type Rendition, agree, declaredFacts, withDeclared } from '../agreement.js';
import { type DocumentFacts, type SourcedFact } from '../fact.js';
import { recordFinding } from '../findings.js';
import { type KindFile, type KindInput, type KindReading, type RecordKind } from '../kind.js';
import { byKey } from '../sums.js';
import { VOUCHER_SPECS } from './kinds.js';
import { type VoucherSpec } from './spec.js';

/** Differ between views and carriers of the same voucher, and are said of the document, not of the voucher. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['voucher-view', 'entity-identifier', 'print-count', 'print-date']);

/** Vouchers with XBRL (电子凭证): railway tickets, itineraries, bank receipts and statements, bills and payments. */
export const VOUCHER_KINDS: readonly RecordKind[] = VOUCHER_SPECS.map(kindOf);

function kindOf(spec: VoucherSpec): RecordKind {
  const { id, zh, en, fields, retention } = spec;
  return {
    id,
    zh,
    en,
    basis: 'implementations',
    fields,
    recognise: ({ files }) => {
      const documents = files.flatMap((file) => file.documents.filter((one) => isOf(spec, one)));
      if (documents.length === 0) return 0;
      return documents.some((one) => !isBooking(one) || hasOneView(spec)) ? 2 : 1;
    },
    read: (input) => read(spec, input),
    defaults: { classification: 'KU', retention },
  };
}

const isOf = ({ prefix }: VoucherSpec, { document }: DocumentFacts): boolean => document === `xbrl-${prefix}`;

/** The receiver's view: what an ERP made of the voucher, weaker than the voucher itself. */
const isBooking = ({ facts }: DocumentFacts): boolean =>
  facts.some(({ key, value }) => key === 'voucher-view' && value === 'receiver');

/** Statement, bill and treasury payment have one taxonomy for both views: the receiver writes into the same document. */
const hasOneView = ({ prefix }: VoucherSpec): boolean => ['bkrs', 'efi', 'ctp'].includes(prefix);

function read(spec: VoucherSpec, { declaration, files }: KindInput): KindReading {
  const all = files.flatMap((file) =>
    file.documents.filter((document) => isOf(spec, document)).map((document) => ({ file, document })),
  );
  const renditions = all.sort((one, other) => rankOf(one) - rankOf(other)).map(({ file, document }) => ({ file: file.name, document })); // prettier-ignore
  const { mine, others } = oneVoucher(spec, renditions);
  const agreed = withDeclared(agree(mine, NOT_COMPARED), declaredFacts(declaration, spec.names));
  const { facts } = agreed;
  const duplicateKey = keyOf(spec, facts);
  return {
    facts,
    duplicateKey,
    title: titleOf(spec, facts),
    relations: spec.relations?.(facts) ?? [],
    voucher: voucherOf(spec, duplicateKey, facts),
    findings: [...missingData(spec, files, mine), ...several(spec, mine, others), ...agreed.findings, ...spec.check(facts)],
  };
} // prettier-ignore

/** Data for itself before an attachment, the issuer's before the receiver's. */
function rankOf({ file, document }: { file: KindFile; document: DocumentFacts }): number {
  const carrier = document.carrier === '' ? 0 : file.format.format === 'ofd' ? 1 : 2;
  return carrier + (isBooking(document) ? 10 : 0);
}

/**
 * The renditions of the first voucher, and the first of every other: one record (件) holds one voucher. By number alone, for a receiver's
 * view may call the issuer something else. A receiver's view of another voucher is no rendition; that it is here, booking says.
 */
function oneVoucher(spec: VoucherSpec, renditions: readonly Rendition[]): { mine: Rendition[]; others: Rendition[] } {
  const numbered = renditions.map((rendition) => ({ rendition, number: numberOf(spec, rendition) }));
  const main = numbered.find(({ number }) => number !== null)?.number ?? null;
  const seen = new Set([main]);
  const others = numbered.filter(({ rendition, number }) => {
    if (number === null || seen.has(number) || isBooking(rendition.document)) return false;
    seen.add(number);
    return true;
  });
  const mine = numbered.filter(({ number }) => number === null || number === main);
  return { mine: mine.map(({ rendition }) => rendition), others: others.map(({ rendition }) => rendition) };
}

const numberOf = (spec: VoucherSpec, rendition: Rendition): string | null =>
  spec.identity(sourced(rendition))?.at(-1) ?? null;

const sourced = ({ file, document }: Rendition): SourcedFact[] =>
  document.facts.map((fact) => ({ ...fact, file, reader: document.reader }));

function several(spec: VoucherSpec, mine: readonly Rendition[], others: readonly Rendition[]): Finding[] {
  const named = (rendition: Rendition) => numberOf(spec, rendition) ?? '';
  return others.map((other) =>
    recordFinding(
      'VOUCHER_SEVERAL',
      other.file,
      `${other.file} is voucher ${named(other)}, the record is ${named(mine[0]!)}`,
      {
        expected: `${named(mine[0]!)} (${mine[0]!.file})`,
        found: `${named(other)} (${other.file})`,
      },
    ),
  );
}

const FIXED_LAYOUT = new Set(['ofd', 'pdf']);

/** No file has its data, or has it without the voucher's number and amount: some banks attach an empty instance, or none. */
function missingData(spec: VoucherSpec, files: readonly KindFile[], mine: readonly Rendition[]): Finding[] {
  const carrier = files.find(({ format }) => FIXED_LAYOUT.has(format.format)) ?? files[0];
  if (mine.length === 0) {
    return carrier === undefined
      ? []
      : [
          recordFinding('VOUCHER_DATA_MISSING', carrier.name, `no XBRL of ${spec.prefix} in any file`, {
            expected: spec.zh,
          }),
        ];
  }
  const said = mine.flatMap(sourced);
  const empty = spec.fields.every(
    ({ key, obligation }) => obligation !== 'required' || !said.some((fact) => fact.key === key),
  );
  return empty && !said.some(({ group }) => group !== undefined)
    ? [
        recordFinding('VOUCHER_DATA_MISSING', mine[0]!.file, `its XBRL says none of what makes the voucher`, {
          expected: spec.zh,
        }),
      ]
    : [];
}

/** Null when a part of the pattern is missing. */
function titleOf(spec: VoucherSpec, facts: readonly SourcedFact[]): string | null {
  const parts = spec.title((key) => {
    const fact = byKey(facts, key);
    return fact === undefined ? null : (fact.value ?? fact.text);
  });
  return parts.includes(null) ? null : parts.join(' ');
}

function voucherOf(spec: VoucherSpec, key: string | null, facts: readonly SourcedFact[]): KindReading['voucher'] {
  if (key === null || spec.amountKey === null) return null;
  const amount = byKey(facts, spec.amountKey);
  const currency = amount?.currency ?? byKey(facts, 'currency')?.value ?? 'CNY';
  return { key, amount: amount?.value ?? null, currency };
}

/** Duplicate key of the voucher that a document is of, from what the document alone says. Null: not of these kinds, or not enough. */
export function voucherKeyOf(rendition: Rendition): string | null {
  const spec = VOUCHER_SPECS.find((one) => isOf(one, rendition.document));
  return spec === undefined ? null : keyOf(spec, sourced(rendition));
}

/** Longer is no number of a voucher, and no key that can be asked for. */
const MAX_KEY = 500;

function keyOf(spec: VoucherSpec, facts: readonly SourcedFact[]): string | null {
  const key = [spec.id, ...(spec.identity(facts) ?? [])].join(':');
  return key === spec.id || key.length > MAX_KEY ? null : key;
}
