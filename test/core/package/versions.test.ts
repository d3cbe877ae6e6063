import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../src/core/byte-source.js';
import { PackageChain } from '../../../src/core/package/chain.js';
import { checkPackage } from '../../../src/core/package/check.js';
import { fingerprintOf } from '../../../src/core/package/fingerprint.js';
import { packageKey, SUBMISSION, versionId } from '../../../src/core/package/layout.js';
import { type PackageChange } from '../../../src/core/package/plan.js';
import { planPackage } from '../../../src/core/package/plan-package.js';
import { readPackageIndex } from '../../../src/core/package/read-index.js';
import { remade } from './remade.js';
import { digest, ordinary, packed, pdfLike, RECORD_ID, sampleOf, type Sample } from './sample.js';

const CHANGE = '0198f3a5-1111-7222-8333-444455556666';

/** The version after `before`: one more file. */
function versionAfter(before: Buffer, version: number, more: Partial<PackageChange> = {}): Sample {
  const sample = sampleOf([[`第${version}版.pdf`, pdfLike(500 + version)]]);
  const change: PackageChange = {
    id: CHANGE,
    kind: 'addition',
    reason: '补充附件',
    basis: '档案处〔2026〕5号',
    approver: '张三',
    previous: {
      version: version - 1,
      sizeBytes: before.length,
      sha256: digest('sha256', before),
      sha512: digest('sha512', before),
    },
    ...more,
  };
  const { fondsId, declaration, files } = sample.input;
  const named = files.map((f) => ({ name: f.declared.name, sha256: f.digests.sha256, sizeBytes: f.sizeBytes }));
  const of = change.kind === 'addition' ? { recordId: RECORD_ID } : {};
  Object.assign(sample.input, {
    version,
    change,
    eventId: versionId(RECORD_ID, version),
    fingerprint: fingerprintOf({ fondsId, ...of, declaration, files: named }),
  });
  return sample;
}

const check = (bytes: Uint8Array) => checkPackage(new BufferSource(bytes));
const errors = async (bytes: Uint8Array) => (await check(bytes)).findings.filter((f) => f.severity === 'error');

describe('a version after the first', () => {
  const first = packed(ordinary());

  it.each(['addition', 'rendition'] as const)('is a whole package by itself, kind %s', async (kind) => {
    const sample = versionAfter(first, 2, { kind });
    const bytes = packed(sample);
    const report = await check(bytes);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({
      ok: true,
      recordId: RECORD_ID,
      version: 2,
      previous: sample.input.change!.previous,
    });
    expect(await readPackageIndex(new BufferSource(bytes))).toMatchObject({ version: 2, change: CHANGE });
  });

  it('lies under a key of its own try', () => {
    const plan = planPackage(versionAfter(first, 2).input);
    const { fondsId, at } = ordinary().input;
    expect(plan.key).toBe(packageKey(RECORD_ID, 2, fondsId, at, CHANGE));
    expect(plan.key).toMatch(/\/v00002-444455556666\.zip$/);
  });

  it('names the record in the fingerprint of an addition, so that the same paper can be added to two records', () => {
    const { fondsId, declaration } = ordinary().input;
    const content = { fondsId, declaration, files: [] };
    expect(fingerprintOf({ ...content, recordId: 'a' })).not.toBe(fingerprintOf({ ...content, recordId: 'b' }));
    expect(fingerprintOf({ ...content, recordId: 'a' })).not.toBe(fingerprintOf(content));
  });

  it.each([
    ['a first version that follows another', 1, { previous: 0 }],
    ['a second version that follows nothing', 2, null],
    ['a third version that follows the first', 3, { previous: 1 }],
  ])('is not made: %s', (_, version, follows) => {
    const sample = follows ? versionAfter(first, follows.previous + 1) : ordinary();
    sample.input.version = version;
    expect(() => planPackage(sample.input)).toThrow(RangeError);
  });

  it.each([
    ['the change is taken away', { change: undefined }],
    ['the predecessor is taken away', { previous: undefined }],
    [
      'the predecessor is another version',
      { previous: { version: 4, sizeBytes: 1, sha256: '0'.repeat(64), sha512: '0'.repeat(128) } },
    ],
    [
      'the digest of the predecessor is cut',
      { previous: { version: 1, sizeBytes: 1, sha256: '0'.repeat(63), sha512: '0'.repeat(128) } },
    ],
    ['the kind is not known', { change: { id: CHANGE, kind: 'replacement' } }],
  ])('is refused when %s', async (_, members) => {
    const found = await errors(await withSubmission(versionAfter(first, 2), members));
    expect(found.map((f) => f.code)).toContain('PACKAGE_SUBMISSION_INVALID');
  });

  it('is refused as the first version when it follows one', async () => {
    const previous = { version: 0, sizeBytes: 1, sha256: '0'.repeat(64), sha512: '0'.repeat(128) };
    const found = await errors(await withSubmission(ordinary(), { previous }));
    expect(found.map((f) => f.code)).toContain('PACKAGE_SUBMISSION_INVALID');
  });
});

/** The same package with other members in submission.json, its lists mended. */
const withSubmission = (sample: Sample, members: Record<string, unknown>) =>
  remade(sample, (files) => {
    const said = JSON.parse(files.get(SUBMISSION)!.toString()) as Record<string, unknown>;
    files.set(SUBMISSION, Buffer.from(JSON.stringify({ ...said, ...members })));
  });

describe('PackageChain', () => {
  const first = packed(ordinary());
  const second = packed(versionAfter(first, 2));
  const third = packed(versionAfter(second, 3));

  it.each([
    ['in order', [first, second, third]],
    ['the other way round', [third, second, first]],
    ['with one missing', [first, third]],
  ])('holds, %s', async (_, packages) => {
    const chain = new PackageChain();
    for (const bytes of packages) expect(chain.add(await check(bytes))).toEqual([]);
  });

  it('shows a first version that was exchanged, whichever comes first', async () => {
    const other = packed({ ...ordinary(), ...sampleOf([['发票/发票 & 1.pdf', pdfLike(2999)]]) });
    for (const packages of [
      [other, second],
      [second, other],
    ]) {
      // prettier-ignore
      const chain = new PackageChain();
      const found = [];
      for (const bytes of packages) found.push(...chain.add(await check(bytes)));
      expect(found).toMatchObject([
        {
          code: 'PACKAGE_PREVIOUS_DIFFERS',
          where: 'v2',
          expected: `SHA-256 ${digest('sha256', first)}`,
          found: `SHA-256 ${digest('sha256', other)}`,
        },
      ]);
    }
  });
});
