import { type FactType } from '../../fact.js';

/** What an element says: slug of the dictionary and type. */
export type Line = readonly [key: string, type: FactType];

/**
 * One voucher of the accounting data standard for electronic vouchers (电子凭证会计数据标准), by the prefix of its taxonomy.
 * Element names are those that public implementations and sample files use: the published schemas were not at hand. An element
 * without a line is kept under its own slug and not judged.
 */
export interface Family {
  prefix: string;
  zh: string;
  en: string;
  /** How well the names are known: two sources or more, one, or guessed from the naming of the others. */
  grade: 'B2' | 'B' | 'C';
  /** One taxonomy serves issuer and receiver: what the receiver adds stands in the same document. */
  oneView?: true;
  /** Local name, aliases with a line of their own, → what it says. */
  elements: Readonly<Record<string, Line>>;
  /** Local name of a tuple → name of the group: `segment` gives `segment/1`. */
  tuples: Readonly<Record<string, string>>;
}

const line =
  (type: FactType) =>
  (key: string): Line => [key, type];

export const text = line('text');
export const identifier = line('identifier');
export const code = line('code');
export const amount = line('amount');
export const number = line('number');
export const date = line('date');
export const yes = line('boolean');
