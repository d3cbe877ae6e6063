import { describe, expect, it } from '@jest/globals';
import {
  expectationsOf,
  type ExpectedFiles,
  type ExpectedRecord,
  filesMeet,
  keysOf,
  namedBy,
} from '../../../src/core/records/expects.js';

const file = (name: string, role?: string, sha256 = 'ab') => ({
  declared: { name, ...(role === undefined ? {} : { role }) },
  digests: { sha256 },
});
const files = [file('正文.pdf', '正本'), file('附件1.pdf', '附件', 'cd'), file('附件2.pdf', '附件')];

describe('filesMeet', () => {
  it.each<[string, Omit<ExpectedFiles, 'kind'>, boolean]>([
    ['any file', { count: 1 }, true],
    ['as many as there are', { count: 3 }, true],
    ['one more than there are', { count: 4 }, false],
    ['a name', { name: '正文.pdf', count: 1 }, true],
    ['a name in another case', { name: '正文.PDF', count: 1 }, false],
    ['two of a role', { role: '附件', count: 2 }, true],
    ['three of a role', { role: '附件', count: 3 }, false],
    ['a digest', { sha256: 'cd', count: 1 }, true],
    ['a digest under another role', { sha256: 'cd', role: '正本', count: 1 }, false],
  ])('%s', (_, wanted, met) => {
    expect(filesMeet({ kind: 'files', ...wanted }, files)).toBe(met);
  });
});

describe('expectationsOf', () => {
  it('is nothing for a declaration that expects nothing', () => expect(expectationsOf({})).toEqual([]));

  it('takes the system of the record for a business key without one, and says again what was named', () => {
    const found = expectationsOf({
      source: { system: 'ERP', businessKey: 'own' },
      expects: {
        files: [{ role: '附件' }, { sha256: 'ABCD', count: 2 }],
        records: [{ duplicateKey: 'e-invoice:1' }, { businessKey: '记 "12"' }, { system: 'OA', businessKey: 'x' }],
      },
    });
    expect(found.slice(0, 2)).toEqual([
      { kind: 'files', role: '附件', count: 1 },
      { kind: 'files', sha256: 'abcd', count: 2 },
    ]);
    expect(found.slice(2).map((one) => namedBy(one as ExpectedRecord))).toEqual([
      { duplicateKey: 'e-invoice:1' },
      { system: 'ERP', businessKey: '记 "12"' },
      { system: 'OA', businessKey: 'x' },
    ]);
  });
});

describe('keysOf', () => {
  it('finds a record by either of its names, and no other that only looks alike', () => {
    const record = { duplicateKey: 'e-invoice:1', sourceSystem: 'ERP', businessKey: '1 2' };
    const wanted = expectationsOf({ expects: { records: [{ duplicateKey: 'e-invoice:1' }, { system: 'ERP', businessKey: '1 2' }] } }); // prettier-ignore
    expect(keysOf(record)).toEqual(wanted.map((one) => (one as ExpectedRecord).key));
    expect(keysOf({ duplicateKey: null, sourceSystem: 'ERP 1', businessKey: '2' })).not.toContain(keysOf(record)[1]);
    expect(keysOf({ duplicateKey: null, sourceSystem: 'ERP', businessKey: null })).toEqual([]);
  });
});
