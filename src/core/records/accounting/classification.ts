/** The four trees of DA/T 94-2022 8.3.3, and what stands at each level of them. */

export type AccountingForm = 'voucher' | 'book' | 'report' | 'other';
export type ClassLevel = 'form' | 'year' | 'period' | 'department' | 'type';

export interface ClassificationScheme {
  id: string;
  zh: string;
  /** Who uses it. */
  forWhom: string;
  levels: readonly ClassLevel[];
}

export const CLASSIFICATION_SCHEMES: readonly ClassificationScheme[] = [
  { id: 'form-year-period', zh: '形式·年度·期限', forWhom: '大多数单位', levels: ['form', 'year', 'period'] },
  { id: 'year-form-period', zh: '年度·形式·期限', forWhom: '预算单位', levels: ['year', 'form', 'period'] },
  { id: 'year-department-form-period', zh: '年度·机构·形式·期限', forWhom: '多部门单位、财政总预算', levels: ['year', 'department', 'form', 'period'] },
  { id: 'year-type-form-period', zh: '年度·会计类型·形式·期限', forWhom: '税务机关', levels: ['year', 'type', 'form', 'period'] },
]; // prettier-ignore

/** Class of accounting archives (档案门类). */
const CLASS = 'KU';

/** Codes of the forms. The standard names the forms, not codes for them: a fonds gives its own. */
export const FORM_CODES: Readonly<Record<AccountingForm, string>> = {
  voucher: 'PZ',
  book: 'ZB',
  report: 'BG',
  other: 'QT',
};

/** What is known of a record for its class. */
export interface ClassFacts {
  form: AccountingForm;
  /** `2026` */
  year: string | null;
  /** `Y`, `D30`, `D10`. */
  period: string | null;
  department?: string | null;
  type?: string | null;
}

/**
 * Category code (类别号) with its levels joined by `·` (8.3.4): `KU·PZ·2026·D30`. Null when a level of the scheme is not known, or holds
 * a separator: nothing is left out of a class.
 */
export function classPath(
  scheme: ClassificationScheme,
  facts: ClassFacts,
  codes: Readonly<Record<AccountingForm, string>> = FORM_CODES,
): string | null {
  const said: Readonly<Record<ClassLevel, string | null | undefined>> = {
    form: codes[facts.form],
    year: facts.year,
    period: facts.period,
    department: facts.department,
    type: facts.type,
  };
  const levels = scheme.levels.map((level) => said[level]);
  if (levels.some((level) => level == null || !/^[^\s·-]{1,40}$/u.test(level))) return null;
  return [CLASS, ...levels].join('·');
}

/** Order of books within a file (8.5.3) by the words of their names. The rest comes last. */
const BOOKS: readonly RegExp[] = [/总账|总帐|总分类/, /明细/, /银行/, /现金/, /固定资产/];

/** 0 for a general ledger, up to 5 for a book of another name. */
export function bookRank(name: string): number {
  const at = BOOKS.findIndex((words) => words.test(name));
  return at < 0 ? BOOKS.length : at;
}

export type ReportSpan = 'month' | 'quarter' | 'half-year' | 'year';
const SPANS: readonly [ReportSpan, RegExp][] = [
  ['half-year', /半年|中期/],
  ['quarter', /季/],
  ['year', /年度|年报|年终|决算|^年$|年度报告/],
  ['month', /月/],
];

/** Which span a report says it is of: by its own word, else by how exact its date is. */
export function reportSpan(said: string | null, date: string | null): ReportSpan | null {
  const found = said === null ? undefined : SPANS.find(([, words]) => words.test(said));
  if (found !== undefined) return found[0];
  if (date === null) return null;
  return date.length === 4 ? 'year' : date.length === 7 ? 'month' : null;
}

/** Month, quarter, half-year, year (8.6.2–3). */
export const reportRank = (span: ReportSpan | null): number =>
  span === null ? 4 : ['month', 'quarter', 'half-year', 'year'].indexOf(span);

/**
 * Least retention (会计档案管理办法, 79号令, annex; DA/T 94 annex B), for units that are no budget or tax offices. An asset card is kept
 * five years after its asset is gone, which begins with an event: null.
 */
export function leastRetention(
  form: AccountingForm,
  detail: { book?: string | null; span?: ReportSpan | null },
): string | null {
  if (form === 'voucher') return 'D30';
  if (form === 'book') return /固定资产卡片/.test(detail.book ?? '') ? null : 'D30';
  // A report whose span nobody knows may be the yearly one, which is kept for ever.
  if (form === 'report') return detail.span == null || detail.span === 'year' ? 'Y' : 'D10';
  return 'D10';
}
