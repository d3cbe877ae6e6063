import { type Finding } from '../../finding.js';
import { type DictionaryEntry } from '../dictionary/entry.js';
import { checkFields, MAPPED, readFields } from '../fields.js';
import { recordFinding } from '../findings.js';
import { type KindFile, type KindInput, type KindReading, type RecordKind } from '../kind.js';
import { fillPattern } from '../pattern.js';
import { type KindScheme, type SchemeRole } from './scheme.js';

/** Anything: nothing is asked of it. What the sender declares in words of the dictionary is a fact. */
export const generic: RecordKind = {
  id: 'generic',
  zh: '通用档案',
  en: 'Generic record',
  basis: 'standard',
  fields: [],
  recognise: () => 1,
  read: (input) => {
    const { facts, findings } = readFields(input, [], []);
    return { facts, duplicateKey: null, title: null, relations: [], voucher: null, findings };
  },
  defaults: { classification: null, retention: null },
};

/** A kind that a fonds gave as data. `own`: the elements that the fonds added to the dictionary. */
export function kindOfScheme(scheme: KindScheme, own: readonly DictionaryEntry[]): RecordKind {
  const { id, version, zh, en, fields, files: roles, duplicateKey, title, defaults } = scheme;
  return {
    id,
    zh,
    en,
    basis: 'own',
    fields,
    // Its mapping found something: nobody else would know this document.
    recognise: ({ files }) =>
      files.some(({ documents }) => documents.some((one) => one.document === MAPPED && one.profile === `${id}/${version}`)) // prettier-ignore
        ? 2
        : 0,
    read: (input) => {
      const said = readFields(ofScheme(input, scheme), [], own);
      const key = duplicateKey === null ? null : fillPattern(duplicateKey, said.facts);
      return {
        facts: said.facts,
        duplicateKey: key === null ? null : `${id}:${key}`,
        title: title === null ? null : fillPattern(title, said.facts),
        relations: [],
        voucher: null,
        findings: [...said.findings, ...checkFields(fields, said, input, own), ...roleFindings(roles, input.files)],
      };
    },
    defaults,
  };
}

/**
 * A kind that is built in, with what the fonds adds to it: its elements as declared or mapped, and the fields and roles of
 * its scheme. What the kind itself says stays as it is.
 */
export function extended(
  reading: KindReading,
  input: KindInput,
  scheme: KindScheme | undefined,
  own: readonly DictionaryEntry[],
): KindReading {
  const shown = scheme === undefined ? { ...input, files: [] } : ofScheme(input, scheme);
  const said = readFields(shown, [], own);
  const there = new Set(reading.facts.map(({ key }) => key));
  const mapped = said.facts.filter(
    ({ key, file }) => !there.has(key) && (file !== 'declaration' || own.some((entry) => entry.key === key)),
  );
  const facts = [...reading.facts, ...mapped];
  if (scheme === undefined) return { ...reading, facts };
  const findings = [...checkFields(scheme.fields, { facts }, input, own), ...roleFindings(scheme.files, input.files)];
  return { ...reading, facts, findings: [...reading.findings, ...findings] };
}

/** What other schemes of the fonds read in these files is not of this record's kind. */
export function ofScheme(input: KindInput, { id, version }: Pick<KindScheme, 'id' | 'version'>): KindInput {
  return {
    ...input,
    files: input.files.map((file) => ({
      ...file,
      documents: file.documents.filter(({ document, profile }) => document !== MAPPED || profile === `${id}/${version}`), // prettier-ignore
    })),
  };
}

/** Does the record have as many files of each role as its kind asks for? */
export function roleFindings(roles: readonly SchemeRole[], files: readonly KindFile[]): Finding[] {
  return roles.flatMap((role) => {
    const { min, max } = role;
    const count = files.filter((file) => hasRole(file, role)).length;
    if (count >= min && (max === null || count <= max)) return [];
    const expected = max === null ? `≥ ${min}` : min === max ? String(min) : `${min}–${max}`;
    return [
      recordFinding('ROLE_COUNT', `files/${role.role}`, `${count} files of role ${role.role}, expected ${expected}`, {
        expected: `${role.role} ${expected}`,
        found: String(count),
      }),
    ];
  });
}

/** By its declared role; a file without one by the folder it lies in. */
export function hasRole(
  { name, role }: Pick<KindFile, 'name' | 'role'>,
  { role: asked, aliases = [] }: Pick<SchemeRole, 'role' | 'aliases'>,
): boolean {
  // prettier-ignore
  const names = [asked, ...aliases];
  if (role !== undefined) return names.includes(role.trim());
  return name.split('/').slice(0, -1).some((folder) => names.includes(folder)); // prettier-ignore
}
