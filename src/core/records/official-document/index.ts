import { type Finding } from '../../finding.js';
import { type SourcedFact } from '../fact.js';
import { checkFields, type Fields, readFields } from '../fields.js';
import { recordFinding } from '../findings.js';
import { roleFindings } from '../generic/index.js';
import { type FoundRelation, type KindField, type KindInput, type KindReading, type RecordKind } from '../kind.js';
import { HANDLING_SHEET, OFFICIAL_ENTRIES } from './document.js';
import { ROLES, SECURITY_CLASSES, URGENCIES } from './lists.js';
import { type DocumentNumber, parseDocumentNumber } from './number.js';

const FIELDS: readonly KindField[] = [
  { key: 'title', obligation: 'required' },
  { key: 'document-number', obligation: 'required' },
  { key: 'document-type', obligation: 'optional' },
  { key: 'issuing-body', obligation: 'conditional', condition: 'the creator of the record is not the issuing body' },
  { key: 'issued-date', obligation: 'conditional', condition: 'the date of the record is not that of the document' },
  { key: 'urgency', obligation: 'optional' },
  { key: 'security-class', obligation: 'optional' },
  { key: 'security-period', obligation: 'optional' },
  { key: 'main-recipients', obligation: 'optional' },
  { key: 'copy-recipients', obligation: 'optional' },
  { key: 'signer', obligation: 'optional' },
  { key: 'drafter', obligation: 'optional' },
  { key: 'replies-to-number', obligation: 'optional' },
];

/** An official document (电子公文, GB/T 39362-2020 by its scope): the issued text with what led to it. */
export const officialDocument: RecordKind = {
  id: 'official-document',
  zh: '电子公文',
  en: 'Official document',
  basis: 'implementations',
  fields: FIELDS,
  recognise: (input) => {
    const said = readFields(input, [HANDLING_SHEET], OFFICIAL_ENTRIES);
    const sheet = input.files.some(({ documents }) => documents.some(({ document }) => document === HANDLING_SHEET));
    const number = said.said('document-number');
    const numbered = number !== null && parseDocumentNumber(number) !== null;
    return sheet && numbered ? 2 : sheet || numbered ? 1 : 0;
  },
  read,
  defaults: { classification: 'WS', retention: null },
};

function read(input: KindInput): KindReading {
  const { declaration } = input;
  const said = readFields(input, [HANDLING_SHEET], OFFICIAL_ENTRIES);
  const fact = said.fact('document-number');
  const number = fact === undefined ? null : parseDocumentNumber(fact.text);
  const issuer = said.said('issuing-body') ?? declaration.creator ?? null;
  const date = said.said('issued-date') ?? declaration.date ?? null;
  const named = number?.text ?? fact?.text ?? null;
  return {
    facts: [...said.facts, ...(fact === undefined || number === null ? [] : partsOf(number, fact))],
    duplicateKey: [named, issuer, date].includes(null) ? null : `official-document:${named}:${issuer}:${date}`,
    title: said.said('title'),
    relations: repliesOf(said),
    voucher: null,
    findings: [
      ...said.findings,
      ...checkFields(FIELDS, said, input),
      ...roleFindings(ROLES, input.files),
      ...(fact !== undefined && number === null ? [unusual('document-number', fact, '机关代字〔年〕序号号')] : []),
      ...valueFindings(said),
      ...trailFindings(said),
    ],
  };
}

function partsOf({ letters, year, serial }: DocumentNumber, { file, place }: SourcedFact): SourcedFact[] {
  const parts = [
    ['issuing-body-code', 'text', letters],
    ['document-year', 'date', year],
    ['document-serial', 'number', serial],
  ] as const;
  return parts.map(([key, type, text]) => ({ key, type, text, value: text, place: `${place} (document-number)`, file, reader: 'official-document/1' })); // prettier-ignore
}

/** What it answers is known by its number alone: the key is the beginning of that document's. */
function repliesOf({ facts }: Fields): FoundRelation[] {
  return facts
    .filter(({ key }) => key === 'replies-to-number')
    .map(({ text, place, file }) => ({ type: 'replies-to', key: `official-document:${parseDocumentNumber(text)?.text ?? text}`, place, file })); // prettier-ignore
}

/** Lists in general use: another value is worth a look, no more. */
function valueFindings(said: Fields): Finding[] {
  const lists = [
    ['urgency', URGENCIES],
    ['security-class', SECURITY_CLASSES],
  ] as const;
  return lists.flatMap(([key, values]) => {
    const fact = said.fact(key);
    const text = fact?.text.normalize('NFKC').replace(/★.*$/s, '').trim();
    return fact === undefined || text === undefined || values.includes(text) ? [] : [unusual(key, fact, values.join('、'))]; // prettier-ignore
  });
}

function unusual(key: string, { file, place, text }: SourcedFact, expected: string): Finding {
  return recordFinding('OFFICIAL_DOCUMENT_UNUSUAL', `${file} ${place}`, `${key} is of an unusual form`, {
    expected,
    found: text.slice(0, 80),
  });
}

/** Steps stand in their order on the sheet; one that is earlier than the step before it was written in later, or misdated. */
function trailFindings({ facts }: Fields): Finding[] {
  const times = facts.filter(
    ({ key, value, group }) => key === 'handling-time' && value !== null && group !== undefined,
  );
  return times.slice(1).flatMap((fact, index) => {
    const before = times[index]!;
    const length = Math.min(before.value!.length, fact.value!.length, 19);
    if (fact.value!.slice(0, length) >= before.value!.slice(0, length)) return [];
    return [
      recordFinding(
        'OFFICIAL_DOCUMENT_TRAIL_ORDER',
        `${fact.file} ${fact.place}`,
        `${fact.text} after ${before.text}`,
        {
          expected: `≥ ${before.text}`,
          found: fact.text,
        },
      ),
    ];
  });
}
