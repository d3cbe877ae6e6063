import { type FileReport, type SignatureReport } from '../../../../src/core/record.js';
import { type CertificateFacts, notChecked, RIGHT, type SignatureFacts, wrong } from '../../../../src/core/signatures/facts.js'; // prettier-ignore
import { type ReportedFile, type ReportInput } from '../../../../src/core/signatures/report/report.js';
import { NO_TRUST } from '../../../../src/core/signatures/trust.js';

/** Reports as judge() makes them, written out: what they say is fixed here, whatever the verifiers do. */

const certificate = (name: string, digit: string): CertificateFacts => ({
  subject: `CN=${name},O=示例单位,C=CN`,
  issuer: 'CN=示例根,C=CN',
  serial: '0a',
  notBefore: '2024-01-01T00:00:00Z',
  notAfter: '2030-01-01T00:00:00Z',
  sha256: digit.repeat(64),
});
const ROOT = certificate('示例根', 'f');
const GOOD = {
  status: 'good' as const,
  why: null,
  revokedAt: null,
  source: { kind: 'crl' as const, producedAt: '2026-03-01T00:00:00Z', nextUpdate: '2026-04-01T00:00:00Z', sha256: 'd'.repeat(64), from: 'snapshot' as const }, // prettier-ignore
};

export const FACTS: SignatureFacts = {
  digests: RIGHT,
  value: RIGHT,
  document: RIGHT,
  coverage: { extent: 'whole', covers: ['bytes 0–1023', 'bytes 9216–20479'], outside: [] },
  changes: [],
  algorithm: 'sha256WithRSAEncryption',
  strength: RIGHT,
  signer: certificate('张三', 'a'),
  claimedTime: '2026-03-17T09:00:00Z',
  provenAt: { time: '2026-03-17T09:00:05.25Z', by: 'Signature1/timestamp/1' },
  level: 'B-T',
  chain: {
    check: RIGHT,
    anchor: ROOT,
    links: [
      { ...certificate('张三', 'a'), check: RIGHT, revocation: GOOD },
      { ...certificate('示例中级', 'b'), check: RIGHT, revocation: GOOD },
      { ...ROOT, check: RIGHT, revocation: { status: 'not-needed', why: null, revokedAt: null, source: null } },
    ],
  },
};

export const PASSED: SignatureReport = {
  id: 'Signature1',
  kind: 'signature',
  container: 'pdf',
  profile: 'ETSI.CAdES.detached',
  where: 'object 12',
  verdict: 'TOTAL_PASSED',
  subIndication: null,
  reason: 'intact; the signer leads to a trusted anchor',
  integrity: 'intact',
  facts: FACTS,
};

export const TIMESTAMP: SignatureReport = {
  ...PASSED,
  id: 'Signature1/timestamp/1',
  kind: 'timestamp',
  profile: 'RFC 3161',
  where: 'object 12, unsigned attribute',
  of: 'Signature1',
  facts: {
    ...FACTS,
    signer: certificate('示例时间戳', 'c'),
    claimedTime: null,
    provenAt: null,
    level: null,
    chain: {
      check: RIGHT,
      anchor: ROOT,
      links: [{ ...certificate('示例时间戳', 'c'), check: RIGHT, revocation: GOOD }],
    },
    timestamp: { time: '2026-03-17T09:00:05.25Z', over: 'signature', accuracyMicros: 1_000_000, policy: '1.2.3', serial: '2a' }, // prettier-ignore
  },
};

export const UNTRUSTED: SignatureReport = {
  ...PASSED,
  id: 's1',
  kind: 'seal',
  container: 'ofd',
  profile: 'Seal',
  where: 'Doc_0/Signs/Sign_0/Signature.xml',
  verdict: 'INDETERMINATE',
  subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
  reason: 'intact, as far as it covers the document; no trust anchor was given, so nothing is said of the signer',
  facts: {
    ...FACTS,
    coverage: { extent: 'partial', covers: ['Doc_0/Document.xml'], outside: ['Doc_0/Attachs/附件.xml'] },
    algorithm: 'SM3withSM2',
    strength: notChecked('no table of algorithms was asked'),
    provenAt: null,
    level: null,
    chain: null,
  },
};

export const REVOKED: SignatureReport = {
  ...UNTRUSTED,
  id: 's2',
  subIndication: 'REVOKED_NO_POE',
  reason: 'the certificate was revoked, and no time-stamp proves that the signature existed before',
  facts: {
    ...FACTS,
    provenAt: null,
    chain: {
      check: wrong('the certificate of the signer is revoked'),
      anchor: ROOT,
      links: [
        {
          ...certificate('张三', 'a'),
          check: RIGHT,
          revocation: { ...GOOD, status: 'revoked', why: 'keyCompromise', revokedAt: '2026-02-01T00:00:00Z', source: { ...GOOD.source, kind: 'ocsp' } }, // prettier-ignore
        },
      ],
    },
  },
};

export const CHANGED: SignatureReport = {
  ...PASSED,
  id: 'Signature2',
  verdict: 'TOTAL_FAILED',
  subIndication: 'FORMAT_FAILURE',
  reason: 'page content was changed after signing, in revision 3',
  integrity: 'broken',
  facts: {
    ...FACTS,
    document: wrong('page content was changed after signing, in revision 3'),
    coverage: { extent: 'partial', covers: ['bytes 0–1023'], outside: ['bytes 20480–24575'] },
    changes: [
      { where: 'revision 2, bytes 20480–22000', kind: 'validation-data', permitted: true, why: 'a DSS' },
      {
        where: 'revision 3, bytes 22000–24575',
        kind: 'page-content',
        permitted: false,
        why: 'the page shows other content',
      },
    ],
    provenAt: null,
    chain: null,
  },
};

/** Every text a stranger could have put there. */
const EVIL = '<script>alert(1)</script>&"\'\u0000\u0007\ud800\u202e]]>\ufffe' + '长'.repeat(3000);
export const HOSTILE: SignatureReport = {
  ...UNTRUSTED,
  id: EVIL,
  profile: EVIL,
  where: EVIL,
  reason: EVIL,
  facts: {
    ...UNTRUSTED.facts,
    digests: wrong(EVIL),
    algorithm: EVIL,
    strength: wrong(EVIL),
    signer: { ...certificate(EVIL, 'e'), issuer: EVIL, notBefore: null, notAfter: null },
    claimedTime: '2026-02-31T25:61:00Z',
    provenAt: { time: 'never', by: EVIL },
    coverage: { extent: 'partial', covers: [EVIL], outside: [EVIL, EVIL] },
    changes: [{ where: EVIL, kind: 'other', permitted: false, why: EVIL }],
    timestamp: { time: 'yesterday', over: 'signature', accuracyMicros: Number.NaN, policy: EVIL, serial: EVIL },
  },
};

export function fileOf(
  name: string,
  signatures: SignatureReport[],
  more: Partial<Omit<FileReport, 'documents'>> = {},
): ReportedFile {
  return {
    name,
    sizeBytes: 24_576,
    sha256: '1'.repeat(64),
    sm3: '2'.repeat(64),
    report: {
      facts: {
        format: 'pdf',
        pronom: ['fmt/276'],
        mimeType: 'application/pdf',
        description: 'PDF 1.7',
        whole: 'whole',
      },
      signatures,
      findings: [],
      ...more,
    },
  };
}

export function inputOf(...files: ReportedFile[]): ReportInput {
  return {
    files,
    context: { trust: NO_TRUST.digest, policy: 'auto', at: '2026-03-18T00:00:00.000Z' },
    software: { name: 'dantao', version: '0.1.0' },
  };
}

export const SAMPLES: readonly (readonly [name: string, input: ReportInput])[] = [
  ['passed, with a time-stamp', inputOf(fileOf('合同.pdf', [PASSED, TIMESTAMP]))],
  ['indeterminate', inputOf(fileOf('发票.ofd', [UNTRUSTED]))],
  ['revoked', inputOf(fileOf('发票.ofd', [REVOKED]))],
  ['failed', inputOf(fileOf('合同.pdf', [PASSED, TIMESTAMP, CHANGED]))],
  ['two files of a record', { ...inputOf(fileOf('a.pdf', [PASSED, TIMESTAMP]), fileOf('b.txt', [])), record: '0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20' }], // prettier-ignore
  ['hostile', inputOf(fileOf(EVIL, [HOSTILE, { ...HOSTILE, kind: 'timestamp', of: EVIL }]))],
  ['no signature', inputOf(fileOf('b.txt', []))],
  ['a time-stamp alone', inputOf(fileOf('t.tst', [{ ...TIMESTAMP, of: undefined }]))],
];
