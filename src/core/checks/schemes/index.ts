import { KINDS } from '../../records/index.js';
import { type CheckScheme } from '../scheme.js';
import { accounting } from './accounting.js';
import { ALL_DAT70, dat70 } from './dat70.js';

const BASIS = 'after DA/T 70-2018 (of 文书类; others may refer to it)';
/** Carriers are looked at when they are handed over, not when a record comes over a wire. */
const MEDIA = new Set(['surplus', 'speed', 'look', 'disc']);

/** 归档检测: in line, at intake. */
const archiving: CheckScheme = {
  id: 'dantao/archiving',
  version: 1,
  zh: '归档检测（参照 DA/T 70-2018）',
  en: 'Check at archiving (after DA/T 70-2018)',
  basis: BASIS,
  stage: 'archiving',
  items: dat70('GD', ALL_DAT70.filter((name) => !MEDIA.has(name))), // prettier-ignore
};

/** 移交与接收检测: the package is read again, carriers are looked at by a person. */
const transfer: CheckScheme = {
  id: 'dantao/transfer',
  version: 1,
  zh: '移交与接收检测（参照 DA/T 70-2018）',
  en: 'Check at receipt of a transfer (after DA/T 70-2018)',
  basis: BASIS,
  stage: 'transfer',
  items: dat70('YJ', ALL_DAT70),
};

/** 长期保存检测: a shorter set, on schedule. */
const longTerm: CheckScheme = {
  id: 'dantao/long-term',
  version: 1,
  zh: '长期保存检测（参照 DA/T 70-2018）',
  en: 'Check in long-term keeping (after DA/T 70-2018)',
  basis: BASIS,
  stage: 'long-term',
  items: dat70('CQ', ['fixity', 'signatures', 'consistent', 'structure', 'packageMetadata', 'packageContent', 'readable', 'database', 'contentReadable', 'longTerm', 'environment', 'virus', 'look', 'speed']), // prettier-ignore
};

export const SCHEMES: readonly CheckScheme[] = [archiving, transfer, longTerm, accounting];

/** The one in line at intake: accounting has its own. */
export function archivingSchemeOf(kind: string): CheckScheme {
  return KINDS.find(({ id }) => id === kind)?.defaults.classification === ACCOUNTING_CLASS ? accounting : archiving;
}

const ACCOUNTING_CLASS = 'KU';

export function schemeOf(id: string): CheckScheme | undefined {
  return SCHEMES.find((scheme) => scheme.id === id);
}
