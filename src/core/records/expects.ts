import { type Declaration, type DeclaredFile, type Digests } from '../record.js';

/** What a record waits for (待补): files of its own, or other records of its fonds. */
export type Expectation = ExpectedFiles | ExpectedRecord;

export interface ExpectedFiles {
  kind: 'files';
  /** As a file is declared; left out: any. */
  name?: string;
  role?: string;
  /** Lower-case hex. */
  sha256?: string;
  /** How many such files the record has when this is met. */
  count: number;
}

export interface ExpectedRecord {
  kind: 'record';
  /** How it is looked for: expectedKey() of a record that is met. */
  key: string;
}

/** In the order of the declaration: files first. */
export function expectationsOf({ expects, source }: Pick<Declaration, 'expects' | 'source'>): Expectation[] {
  const files = (expects?.files ?? []).map(({ name, role, sha256, count = 1 }): ExpectedFiles => ({
    kind: 'files',
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }),
    count,
  }));
  const records = (expects?.records ?? []).flatMap((one): ExpectedRecord[] => {
    if (one.duplicateKey !== undefined) return [{ kind: 'record', key: keyOfDuplicate(one.duplicateKey) }];
    const system = one.system ?? source?.system;
    return one.businessKey === undefined || system === undefined
      ? []
      : [{ kind: 'record', key: keyOfSource(system, one.businessKey) }];
  });
  return [...files, ...records];
}

/** What a record that came in may be expected as. */
export function keysOf(record: {
  duplicateKey: string | null;
  sourceSystem: string | null;
  businessKey: string | null;
}): string[] {
  const { duplicateKey, sourceSystem, businessKey } = record;
  return [
    ...(duplicateKey === null ? [] : [keyOfDuplicate(duplicateKey)]),
    ...(sourceSystem === null || businessKey === null ? [] : [keyOfSource(sourceSystem, businessKey)]),
  ];
}

/** Whether these files, all that the record has, are what is expected. */
export function filesMeet(
  { name, role, sha256, count }: ExpectedFiles,
  files: readonly { declared: Pick<DeclaredFile, 'name' | 'role'>; digests: Pick<Digests, 'sha256'> }[],
): boolean {
  const such = files.filter(
    ({ declared, digests }) =>
      (name === undefined || declared.name === name) &&
      (role === undefined || declared.role === role) &&
      (sha256 === undefined || digests.sha256 === sha256),
  );
  return such.length >= count;
}

/** How an expected record was named. */
export function namedBy({ key }: ExpectedRecord): { duplicateKey: string } | { system: string; businessKey: string } {
  if (key.startsWith('d ')) return { duplicateKey: key.slice(2) };
  const [system, businessKey] = JSON.parse(key.slice(2)) as [string, string];
  return { system, businessKey };
}

const keyOfDuplicate = (key: string): string => `d ${key}`;
/** As JSON: a system and a key with a space between them can't be told apart. */
const keyOfSource = (system: string, businessKey: string): string => `s ${JSON.stringify([system, businessKey])}`;
