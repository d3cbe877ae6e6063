import { describe, it, expect } from '@jest/globals';
import { BufferSource } from '../../../src/core/byte-source.js';
import { checkPackage } from '../../../src/core/package/check.js';
import { type PackageFindingCode } from '../../../src/core/package/findings.js';
import { remade, type Files } from './remade.js';
import {
  DATA,
  FINDINGS,
  VALIDATION,
  VALIDATION_ETSI,
  MANIFEST,
  METS,
  PREMIS,
  README,
  RECORD,
  SENDER_JWS,
  SUBMISSION,
} from '../../../src/core/package/layout.js';
import { ordinary, packed, RECORD_ID, signed } from './sample.js';

async function codes(bytes: Uint8Array): Promise<string[]> {
  const report = await checkPackage(new BufferSource(bytes));
  expect(report.ok).toBe(!report.findings.some((f) => f.severity === 'error'));
  return [...new Set(report.findings.map((f) => f.code))];
}

const edit = (path: string, from: string | RegExp, to: string) => (files: Files) => {
  const before = files.get(path)!.toString();
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to change in ${path}`);
  files.set(path, Buffer.from(after));
};

const cases: [PackageFindingCode, string, (files: Files) => void, { mend?: boolean; root?: string }?][] = [
  ['PACKAGE_DIGEST_MISMATCH', 'another file content', edit(README, 'E-ARK', 'E-BRK'), { mend: false }],
  ['PACKAGE_SIZE_MISMATCH', 'a longer file', edit(README, 'E-ARK', 'E-ARKK'), { mend: false }],
  [
    'PACKAGE_DIGEST_MISMATCH',
    'a submitted file replaced, lists mended: PREMIS still knows',
    (f) => f.set(`${DATA}正本.ofd`, Buffer.from('other')),
  ],
  [
    'PACKAGE_FINGERPRINT_MISMATCH',
    'a submitted file replaced, lists mended: so does the fingerprint',
    (f) => f.set(`${DATA}正本.ofd`, Buffer.from('other')),
  ],
  [
    'PACKAGE_SENDER_SIGNATURE_INVALID',
    'a submitted file replaced, lists mended: so does the sender',
    (f) => f.set(`${DATA}正本.ofd`, Buffer.from('other')),
  ],
  ['PACKAGE_FILE_UNLISTED', 'a stray file', (f) => f.set('documentation/stray.txt', Buffer.from('x'))],
  ['PACKAGE_FILE_MISSING', 'a file taken out', (f) => void f.delete(README)],
  ['PACKAGE_NAME_UNSAFE', 'a file that climbs', (f) => f.set('../../etc/cron', Buffer.from('x'))],
  ['PACKAGE_NAME_REPEATED', 'a file over a folder', (f) => f.set('metadata', Buffer.from('x'))],
  ['PACKAGE_METS_INVALID', 'METS with a DTD', edit(METS, '<mets ', '<!DOCTYPE mets [<!ENTITY x "y">]><mets ')],
  ['PACKAGE_METS_INVALID', 'METS cut', edit(METS, '</mets>', '')],
  ['PACKAGE_METS_INVALID', 'METS pointing nowhere', edit(METS, 'FILEID="grp-schemas"', 'FILEID="grp-none"')],
  ['PACKAGE_PROFILE_UNKNOWN', 'METS of another profile', edit(METS, 'E-ARK-AIP-v2-2-0', 'E-ARK-AIP-v9')],
  ['PACKAGE_ID_MISMATCH', 'METS of another record', edit(METS, `OBJID="urn:uuid:${RECORD_ID}"`, 'OBJID="urn:uuid:0"')],
  ['PACKAGE_ID_MISMATCH', 'another root folder', () => undefined, { root: 'urn+uuid+0' }],
  [
    'PACKAGE_TIME_MISMATCH',
    'METS of another time',
    edit(METS, /CREATEDATE="[^"]*"/, 'CREATEDATE="2020-01-01T00:00:00.000Z"'),
  ],
  [
    'PACKAGE_MANIFEST_INVALID',
    'a manifest of another form',
    (f) => f.set(MANIFEST, Buffer.from('hello\n')),
    { mend: false },
  ],
  ['PACKAGE_PREMIS_INVALID', 'PREMIS cut', edit(PREMIS, '</premis>', '')],
  ['PACKAGE_PREMIS_INVALID', 'PREMIS without a file', edit(PREMIS, 'xsi:type="file"', 'xsi:type="bitstream"')],
  ['PACKAGE_PREMIS_LINK_BROKEN', 'PREMIS without its agents', edit(PREMIS, /<agent>.*<\/agent>/, '')],
  [
    'PACKAGE_DIGEST_MISMATCH',
    'another SM3 in PREMIS',
    edit(PREMIS, /(SM3<\/messageDigestAlgorithm><messageDigest>)./, '$1_'),
  ],
  ['PACKAGE_SIZE_MISMATCH', 'another size in PREMIS', edit(PREMIS, /<size>\d+/, '<size>7')],
  [
    'PACKAGE_NAME_MISMATCH',
    'another original name in PREMIS',
    edit(PREMIS, '<originalName>正本', '<originalName>副本'),
  ],
  ['PACKAGE_DC_INVALID', 'Dublin Core cut', edit('metadata/descriptive/dc.xml', '</oai_dc:dc>', '')],
  ['PACKAGE_SUBMISSION_INVALID', 'submission without nonce', edit(SUBMISSION, '"nonce"', '"none"')],
  ['PACKAGE_FORMAT_UNKNOWN', 'a later format', edit(SUBMISSION, 'dantao/aip/v1', 'dantao/aip/v2')],
  [
    'PACKAGE_FINGERPRINT_MISMATCH',
    'another fingerprint',
    edit(SUBMISSION, /"fingerprint":"..../, '"fingerprint":"0000'),
  ],
  ['PACKAGE_FINGERPRINT_MISMATCH', 'another title in the declaration', edit(RECORD, '办公用品', '差旅住宿')],
  [
    'PACKAGE_RECORD_INVALID',
    'a file less in the declaration',
    edit(RECORD, /,\s*\{\s*"part": "f2",\s*"name": "empty.txt"\s*\}/, ''),
  ],
  ['PACKAGE_RECORD_INVALID', 'no declaration', edit(RECORD, '{', '[')],
  ['PACKAGE_FINDINGS_INVALID', 'a report about other files', edit(FINDINGS, /"sha256":"./, '"sha256":"_')],
  ['PACKAGE_VALIDATION_INVALID', 'a report of another record', edit(VALIDATION, RECORD_ID, 'another')],
  ['PACKAGE_VALIDATION_INVALID', 'a report about other files', edit(VALIDATION, /("sha256":"........)./, '$1_')],
  [
    'PACKAGE_VALIDATION_INVALID',
    'a better verdict in the report',
    edit(VALIDATION, /("signatures":\[\{.*?"verdict":")INDETERMINATE/, '$1TOTAL_PASSED'),
  ],
  ['PACKAGE_VALIDATION_INVALID', 'a report cut short', edit(VALIDATION, '{', '[')],
  [
    'PACKAGE_VALIDATION_INVALID',
    'ETSI report with a DTD',
    edit(VALIDATION_ETSI, '<ValidationReport', '<!DOCTYPE x><ValidationReport'),
  ],
  ['PACKAGE_FORMAT_UNKNOWN', 'a later report', edit(VALIDATION, 'validation-report/v1', 'validation-report/v2')],
  [
    'PACKAGE_SENDER_SIGNATURE_INVALID',
    'the signature taken out',
    (f) =>
      void (
        f.delete(SENDER_JWS),
        edit(METS, /<digiprovMD ID="prov-jws".*?<\/digiprovMD>/, '')(f),
        edit(METS, ' prov-jws', '')(f)
      ),
  ],
  [
    'PACKAGE_SENDER_SIGNATURE_INVALID',
    'the origin denied',
    edit(SUBMISSION, /"origin":\{.*"kind":"sender-signed"\}/, '"origin":{"kind":"asserted-by-archive"}'),
  ],
];

describe('a package put together by someone else', () => {
  it('is whole when nothing was changed', async () =>
    expect(await codes(await remade(signed(), () => undefined))).toEqual([]));

  it.each(cases.map(([code, what, change, options = {}]) => ({ code, what, change, options })))(
    '$code: $what',
    async ({ code, change, options }) => {
      expect(await codes(await remade(signed(), change, options))).toContain(code);
    },
  );

  it('PACKAGE_SENDER_SIGNATURE_INVALID: a signature nobody claims', async () => {
    const jws = signed().input.senderSignature!.jws;
    expect(await codes(await remade(ordinary(), (f) => f.set(SENDER_JWS, Buffer.from(jws))))).toContain(
      'PACKAGE_SENDER_SIGNATURE_INVALID',
    );
  });

  it('a package of before there were validation reports is right; one with half of them is not', async () => {
    const unlist = (path: string, id: string) => (files: Files) => {
      files.delete(path);
      edit(METS, new RegExp(`<digiprovMD ID="${id}".*?</digiprovMD>`), '')(files);
      edit(METS, new RegExp(` ${id}(?=[ "])`), '')(files);
    };
    const json = unlist(VALIDATION, 'prov-validation');
    const xml = unlist(VALIDATION_ETSI, 'prov-validation-etsi');
    expect(await codes(await remade(signed(), (files) => (xml(files), json(files))))).toEqual([]);
    expect(await codes(await remade(signed(), xml))).toEqual([]);
    expect(await codes(await remade(signed(), json))).toEqual(['PACKAGE_VALIDATION_INVALID']);
  });

  it('can be self-consistent: what only receipt and ledger tell apart', async () => {
    const other = ordinary();
    expect(await codes(packed({ ...other, input: { ...other.input, nonce: Buffer.alloc(32, 7) } }))).toEqual([]);
  });
});
