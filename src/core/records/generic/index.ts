import { type RecordKind } from '../kind.js';

/** Anything: nothing is asked of it but what every record has. */
export const generic: RecordKind = {
  id: 'generic',
  zh: '通用档案',
  en: 'Generic record',
  basis: 'standard',
  fields: [],
  recognise: () => 1,
  read: () => ({ facts: [], duplicateKey: null, title: null, relations: [], voucher: null, findings: [] }),
  defaults: { classification: null, retention: null },
};
