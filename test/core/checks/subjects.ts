import { type CheckSubject } from '../../../src/core/checks/subject.js';
import { type Finding } from '../../../src/core/finding.js';
import { type PackageReport } from '../../../src/core/package/check.js';
import { type ReceivedFile, type SignatureReport } from '../../../src/core/record.js';
import { factOf } from '../../../src/core/records/fact-value.js';
import { type FactType, type SourcedFact } from '../../../src/core/records/fact.js';

export const AT = new Date('2026-03-17T09:12:44.000Z');
const SHA256 = 'ab'.repeat(32);
const SHA512 = 'cd'.repeat(64);

export function file(name = 'a.txt', more: Partial<ReceivedFile> = {}): ReceivedFile {
  return {
    declared: { part: name, name, sizeBytes: 1, digests: { sha256: SHA256 } },
    path: name,
    sizeBytes: 1,
    digests: { sha256: SHA256, sha512: SHA512, sm3: '' },
    crc32: 0,
    facts: formatFacts('text'),
    signatures: [],
    ...more,
  };
}

export const formatFacts = (format: string, more: Partial<ReceivedFile['facts']> = {}): ReceivedFile['facts'] => ({
  format,
  pronom: [],
  mimeType: 'application/octet-stream',
  description: format,
  whole: 'whole',
  ...more,
});

export const fact = (key: string, type: FactType, text: string): SourcedFact => ({
  ...factOf({ key, type, text, place: '/' }),
  file: 'a.txt',
  reader: 'test/1',
});

/** As much of a report as the checks look at. */
export const signature = (more: Partial<SignatureReport>): SignatureReport =>
  ({
    id: 's1',
    kind: 'signature',
    container: 'pdf',
    where: 'field 1',
    verdict: 'TOTAL_PASSED',
    subIndication: null,
    reason: 'all right',
    integrity: 'intact',
    ...more,
  }) as SignatureReport;

export const finding = (code: string, more: Partial<Finding> = {}): Finding => ({
  code,
  severity: 'error',
  where: 'a.txt',
  message: `${code} in a.txt`,
  action: 'look',
  ...more,
});

export function stored(findings: Finding[] = [], more: Partial<PackageReport> = {}): CheckSubject['stored'] {
  return {
    report: {
      sha256: SHA256,
      sha512: SHA512,
      sizeBytes: 10,
      files: [{}],
      findings,
      ...more,
    } as unknown as PackageReport,
    registered: { sha256: SHA256, sha512: SHA512, sizeBytes: 10 },
  };
}

/** A record of one whole text file, as declared. */
export function subject(more: Partial<CheckSubject> = {}): CheckSubject {
  const files = more.files ?? [file()];
  return {
    at: AT,
    recordId: '019d0000-0000-7000-8000-000000000000',
    declaration: { fonds: 'F', kind: 'generic', title: '题名', creator: '甲', date: '2026-03-17', files: files.map(({ declared }) => declared) }, // prettier-ignore
    reading: {
      kind: 'generic',
      facts: [],
      duplicateKey: null,
      title: null,
      relations: [],
      voucher: null,
      findings: [],
    },
    files,
    findings: [],
    dictionaryApproved: false,
    process: { senderSigned: false, authenticated: true, events: ['received'] },
    ...more,
  };
}

export const declared = (more: Partial<CheckSubject['declaration']>): Partial<CheckSubject> => {
  const base = subject();
  return { declaration: { ...base.declaration, ...more } };
};

export const saying = (...facts: SourcedFact[]): Partial<CheckSubject> => ({
  reading: { ...subject().reading, facts },
});
