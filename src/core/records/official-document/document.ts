import { namedReader } from '../documents/named/index.js';
import { entriesIn, entriesNamed } from '../fields.js';

export const HANDLING_SHEET = 'handling-sheet';

const ROOT = /处理单|处理笺|办文单|阅办单|办理单|稿纸/;
const SIGNS: readonly string[] = [
  'drafter',
  'signer',
  'countersigner',
  'handling-step',
  'handling-opinion',
  'proofreader',
];

/** Elements that official documents share with all records stand in the archive's table. */
export const OFFICIAL_ENTRIES = [
  ...entriesIn('official-document'),
  ...entriesNamed('title', 'document-number', 'document-type', 'urgency', 'security-class', 'security-period', 'main-recipients', 'copy-recipients'), // prettier-ignore
];

/** The process trail of a document (处理单) as XML, by the names of its elements. */
export const handlingSheet = namedReader({
  id: HANDLING_SHEET,
  version: 1,
  zh: '公文处理单',
  en: 'Handling sheet of an official document',
  entries: OFFICIAL_ENTRIES,
  isOne: (carried, keys) =>
    carried.kind === 'xml' &&
    (ROOT.test(carried.root.local) ? keys.size > 0 : SIGNS.filter((key) => keys.has(key)).length >= 2),
});
