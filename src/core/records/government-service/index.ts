import { type Finding } from '../../finding.js';
import { parseCertificateId } from '../certificate-id.js';
import { isMet } from '../dictionary/check.js';
import { E_CERTIFICATE_DATA } from '../e-certificate/document.js';
import { keyOf } from '../e-certificate/index.js';
import { type SourcedFact } from '../fact.js';
import { checkFields, entriesIn, type Fields, readFields } from '../fields.js';
import { recordFinding } from '../findings.js';
import { type ServiceMaterial, type ServiceProfile } from '../generic/scheme.js';
import { type FoundRelation, type KindField, type KindFile, type KindInput, type KindReading, type RecordKind } from '../kind.js'; // prettier-ignore
import { fillPattern } from '../pattern.js';
import { profileFor } from './profile.js';

const FIELDS: readonly KindField[] = [
  { key: 'service-item-name', obligation: 'required' },
  { key: 'service-item-code', obligation: 'optional' },
  { key: 'service-profile', obligation: 'optional' },
  { key: 'case-number', obligation: 'required' },
  { key: 'parent-case-number', obligation: 'optional' },
  { key: 'child-case-number', obligation: 'optional' },
  { key: 'applicant-name', obligation: 'required' },
  { key: 'applicant-id', obligation: 'optional' },
  { key: 'service-department', obligation: 'optional' },
  { key: 'applied-date', obligation: 'optional' },
  { key: 'accepted-date', obligation: 'optional' },
  { key: 'decided-date', obligation: 'optional' },
  { key: 'finished-date', obligation: 'optional' },
  { key: 'delivered-date', obligation: 'optional' },
  { key: 'service-result', obligation: 'optional' },
  { key: 'produced-certificate-id', obligation: 'optional' },
];

const ENTRIES = entriesIn('service');

/** One case of a government-service item (政务服务事项): what was applied for, handled and decided, with its materials. */
export const governmentService: RecordKind = {
  id: 'government-service',
  zh: '政务服务事项',
  en: 'Government-service item',
  basis: 'implementations',
  fields: FIELDS,
  recognise: (input) => (readFields(input, [], ENTRIES).said('case-number') === null ? 0 : 1),
  read,
  defaults: { classification: null, retention: null },
};

function read(input: KindInput): KindReading {
  const said = readFields(input, [], ENTRIES);
  const codes = [said.said('service-profile'), said.said('service-item-code')];
  const profile = profileFor(codes, input.scheme?.profiles ?? []);
  const caseNumber = said.said('case-number');
  return {
    facts: said.facts,
    duplicateKey: caseNumber === null ? null : `government-service:${caseNumber}`,
    title: fillPattern('{service-item-name}（{case-number}）', said.facts),
    relations: [...casesOf(said), ...producedIn(input.files), ...producedBySaying(said)],
    voucher: null,
    findings: [
      ...said.findings,
      ...checkFields(FIELDS, said, input),
      ...materialFindings(profile, input.files, said),
      ...stepFindings(profile, said),
    ],
  };
}

/** 一件事, 联办: a case is part of another, and has parts. */
function casesOf({ facts }: Fields): FoundRelation[] {
  const types: Readonly<Record<string, string>> = { 'parent-case-number': 'part-of', 'child-case-number': 'has-part' };
  return facts.flatMap(({ key, text, place, file }) =>
    Object.hasOwn(types, key) ? [{ type: types[key]!, key: `government-service:${text}`, place, file }] : [],
  );
}

/** The certificates among its files. */
function producedIn(files: readonly KindFile[]): FoundRelation[] {
  return files.flatMap(({ name, documents }) =>
    documents
      .filter(({ document }) => document === E_CERTIFICATE_DATA)
      .flatMap(({ facts }) => facts.filter(({ key }) => key === 'certificate-id').slice(0, 1))
      .flatMap(({ text, place }) => producedRelation(text, place, name)),
  );
}

function producedBySaying({ facts }: Fields): FoundRelation[] {
  return facts
    .filter(({ key }) => key === 'produced-certificate-id')
    .flatMap(({ text, place, file }) => producedRelation(text, place, file));
}

function producedRelation(text: string, place: string, file: string): FoundRelation[] {
  const id = parseCertificateId(text);
  return id === null ? [] : [{ type: 'produces', key: keyOf(id), place, file }];
}

function materialFindings(
  { materials, code, zh }: ServiceProfile,
  files: readonly KindFile[],
  said: Fields,
): Finding[] {
  return materials
    .filter(
      ({ obligation, condition }) =>
        obligation === 'required' ||
        (condition !== undefined && obligation === 'conditional' && isMet(condition, textsOf(said))),
    ) // prettier-ignore
    .filter((material) => !files.some((file) => isMaterial(file, material)))
    .map(
      ({ name }) =>
      recordFinding('GOVERNMENT_SERVICE_MATERIAL_MISSING', 'files', `no file is the material ${name} of profile ${code} (${zh})`, { expected: name }), // prettier-ignore
    );
}

const textsOf =
  ({ facts }: Fields) =>
  (key: string): string[] =>
    facts.filter((fact) => fact.key === key).map(({ text }) => text);

/** By its role, by a folder it lies in, or by a name that holds the material's. */
function isMaterial({ name, role }: KindFile, { name: asked, aliases = [], roles = [] }: ServiceMaterial): boolean {
  const names = [asked, ...aliases];
  if (role !== undefined && [...names, ...roles].includes(role.trim())) return true;
  const folders = name.split('/');
  const own = folders.pop()!;
  if (names.some((one) => own.includes(one))) return true;
  return role === undefined && folders.some((folder) => [...names, ...roles].includes(folder));
}

/** Is the trail of handling there, and does each step come after the one before? */
function stepFindings({ steps }: ServiceProfile, said: Fields): Finding[] {
  const findings: Finding[] = [];
  let last: { fact: SourcedFact; zh: string } | null = null;
  for (const { key, zh, required } of steps) {
    const fact = said.fact(key);
    if (fact === undefined) {
      if (required)
        findings.push(recordFinding('GOVERNMENT_SERVICE_STEP_MISSING', 'metadata', `no ${key}`, { expected: zh }));
      continue;
    }
    if (last !== null && isBefore(fact.value, last.fact.value))
      findings.push(
        recordFinding('GOVERNMENT_SERVICE_STEP_ORDER', `${fact.file} ${fact.place}`, `${key} ${fact.text} is before ${last.fact.key} ${last.fact.text}`, {
          expected: `${zh} ≥ ${last.zh} ${last.fact.text}`,
          found: fact.text,
        }), // prettier-ignore
      );
    if (fact.value !== null) last = { fact, zh };
  }
  return findings;
}

/** As far as both are exact: `2026-03` is not before `2026-03-17`. Times of a day in different zones are not told apart. */
function isBefore(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  const length = Math.min(one.length, other.length, 10);
  return one.slice(0, length) < other.slice(0, length);
}
