import { atLeast, parsePeriod } from './period.js';

/** One row of the table 归档范围 · 分类方案 · 保管期限 (三合一): what it speaks of, and what becomes of it. */
export interface ScopeRow {
  /** 序号 or code; unique in the table, so that a decision can name it. */
  code: string;
  /** 文件材料名称 / 内容: what the row speaks of, in words. */
  title: string;
  inScope: boolean;
  /** 分类号 (档案门类 and below): `KU`, `WS·BGS`. Empty for what is not archived. */
  class: string;
  /** 保管期限 as written; empty for what is not archived. */
  period: string;
  /** 依据. */
  basis: string;
  /** 责任部门. */
  unit: string;
  /** Kinds it is about; empty: any. */
  kinds: readonly string[];
  /** Words of which the title, a document type or a role holds one; empty: any. */
  words: readonly string[];
}

export interface ScopeTable {
  /** Counted up with each approved version of the fonds. */
  version: number;
  /** First day in force, `2026-01-01`. */
  from: string;
  rows: readonly ScopeRow[];
}

/** What of a record the table looks at. */
export interface ScopeSubject {
  kind: string;
  title: string;
  /** Document type, roles of files, subject: whatever may hold a word. */
  words: readonly string[];
  /** Class the sender or the kind gives, when any. */
  class?: string;
}

export interface ScopeDecision {
  /** Null: no row, or several that say different things: a person decides. */
  row: ScopeRow | null;
  /** Every row that fits, in the order of the table. */
  candidates: readonly ScopeRow[];
  why: 'one-row' | 'rows-agree' | 'most-exact' | 'no-row' | 'ambiguous';
}

/**
 * In scope? class? period? By the row that fits; of several the one that says more of it (kind and words before kind, kind before
 * words, words before nothing). Rows that are as exact and say the same are no ambiguity; others are.
 */
export function decideScope({ rows }: ScopeTable, subject: ScopeSubject): ScopeDecision {
  const fitting = rows.flatMap((row) => {
    const weight = weightOf(row, subject);
    return weight === null ? [] : [{ row, weight }];
  });
  const candidates = fitting.map(({ row }) => row);
  if (fitting.length === 0) return { row: null, candidates, why: 'no-row' };
  const most = Math.max(...fitting.map(({ weight }) => weight));
  const best = fitting.filter(({ weight }) => weight === most).map(({ row }) => row);
  const [first] = best as [ScopeRow];
  if (best.length > 1) {
    const same = best.every((row) => row.inScope === first.inScope && row.class === first.class && row.period === first.period); // prettier-ignore
    return same ? { row: first, candidates, why: 'rows-agree' } : { row: null, candidates, why: 'ambiguous' };
  }
  return { row: first, candidates, why: fitting.length === 1 ? 'one-row' : 'most-exact' };
}

/** Null: does not fit. A row without kinds and words is about nothing that a program can tell. */
function weightOf(row: ScopeRow, subject: ScopeSubject): number | null {
  if (row.kinds.length === 0 && row.words.length === 0) return null;
  if (row.kinds.length > 0 && !row.kinds.includes(subject.kind)) return null;
  const texts = [subject.title, ...subject.words].map((text) => text.normalize('NFKC').toLowerCase());
  const word = row.words.find((one) => texts.some((text) => text.includes(one.normalize('NFKC').toLowerCase())));
  if (row.words.length > 0 && word === undefined) return null;
  if (
    subject.class !== undefined &&
    row.class !== '' &&
    !`${row.class}·`.startsWith(`${subject.class}·`) &&
    !`${subject.class}·`.startsWith(`${row.class}·`)
  )
    // prettier-ignore
    return null;
  return (row.kinds.length > 0 ? 2 : 0) + (row.words.length > 0 ? 1 : 0);
}

/** What is wrong with one cell of a table, in words for a person who mends it. */
export interface CellProblem {
  /** Counted from 1, the heading row is row 1: as a spreadsheet shows it. */
  row: number;
  column: keyof ScopeRow;
  zh: string;
  en: string;
}

/**
 * Everything that is wrong with a table. `minimum`: rows whose period may only be lengthened, by code or by title (79号令).
 */
export function tableProblems(rows: readonly ScopeRow[], minimum: readonly ScopeRow[] = []): CellProblem[] {
  const problems: CellProblem[] = [];
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const at = index + 2;
    const say = (column: keyof ScopeRow, zh: string, en: string) => problems.push({ row: at, column, zh, en });
    const before = seen.get(row.code);
    if (row.code === '') say('code', '缺少序号', 'the code is missing');
    else if (before !== undefined) say('code', `序号“${row.code}”与第 ${before} 行重复`, `code "${row.code}" stands in row ${before} too`); // prettier-ignore
    seen.set(row.code, before ?? at);
    if (row.title === '') say('title', '缺少名称', 'the title is missing');
    if (row.inScope && row.class === '') say('class', '归档的材料须有分类号', 'what is archived needs a class');
    const period = row.period === '' ? null : parsePeriod(row.period);
    if (row.inScope && row.period === '') say('period', '归档的材料须有保管期限', 'what is archived needs a period');
    if (row.period !== '' && period === null)
      say('period', `无法识别保管期限“${row.period}”；可写 永久、30年、10年、报废清理后5年、收到副本2年`, `"${row.period}" is no period: 永久, 30年, 10年, 报废清理后5年, 收到副本2年`); // prettier-ignore
    if (!row.inScope && row.period !== '')
      say('period', '不归档的材料不应有保管期限', 'what is not archived has no period');
    const least = minimum.find(({ code, title }) => code === row.code || title === row.title);
    const leastPeriod = least ? parsePeriod(least.period) : null;
    if (row.inScope && period && leastPeriod && atLeast(period, leastPeriod) === false)
      say('period', `短于最低期限 ${least!.period}（${least!.basis}）`, `shorter than the minimum ${least!.period} of ${least!.basis}`); // prettier-ignore
    if (least && !row.inScope) say('inScope', `${least.basis}要求归档`, `${least.basis} demands that it is archived`);
  }
  return problems;
}

/** What a new table changes: by code. */
export interface TableChange {
  code: string;
  before: ScopeRow | null;
  after: ScopeRow | null;
}

export function compareTables(before: readonly ScopeRow[], after: readonly ScopeRow[]): TableChange[] {
  const old = new Map(before.map((row) => [row.code, row]));
  const next = new Map(after.map((row) => [row.code, row]));
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((code) => {
    const [one, other] = [old.get(code) ?? null, next.get(code) ?? null];
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ code, before: one, after: other }];
  });
}
