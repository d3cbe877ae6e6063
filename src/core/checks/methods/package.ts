import { type Method } from '../method.js';
import { type CheckSubject } from '../subject.js';
import { evidenceOf } from './findings.js';
import { say } from '../sentence.js';
import { sentenceOf } from '../finding-sentence.js';

const UNREAD = {
  outcome: 'not-checked',
  why: say('本次没有读取已存的信息包', 'the stored package was not read for this look'),
  evidence: [],
} as const;

/** The codes of a package check, by what an item of the standard asks. */
function packageItem(codes: RegExp, passed: (stored: NonNullable<CheckSubject['stored']>) => string): Method {
  return ({ stored }) => {
    if (!stored) return { ...UNREAD, evidence: [] };
    const wrong = stored.report.findings.filter(({ severity, code }) => severity === 'error' && codes.test(code));
    if (wrong.length === 0) return { outcome: 'passed', found: passed(stored), evidence: [] };
    const [first] = wrong;
    return { outcome: 'failed', why: sentenceOf(first!), evidence: evidenceOf(wrong) };
  };
}

/** Folders, METS and manifest as docs/package-format.md says. */
export const packageStructure = packageItem(
  /^PACKAGE_(ZIP|NAME|FILE|METS|MANIFEST|FORMAT|PROFILE)/,
  ({ report }) => `${report.files.length} files in place`,
);
/** Metadata of the package: all there, each says the same of the others. */
export const packageMetadata = packageItem(
  /^PACKAGE_(METS|PREMIS|DC|SUBMISSION|RECORD|FINDINGS|VALIDATION|ID|TIME|FINGERPRINT|METADATA)/,
  () => 'METS, PREMIS, Dublin Core, submission and findings agree',
);
/** Readable as XML and JSON. */
export const packageReadable = packageItem(
  /_(METS|PREMIS|DC|SUBMISSION|RECORD|FINDINGS|VALIDATION)_INVALID$/,
  () => 'every metadata file was read',
);

/** As many files in the package as the declaration names. */
export const packageCount: Method = ({ stored, files }) => {
  if (!stored) return { ...UNREAD, evidence: [] };
  const [expected, found] = [String(files.length), String(stored.report.files.length)];
  return expected === found
    ? { outcome: 'passed', expected, found, evidence: [] }
    : { outcome: 'failed', expected, found, why: say('信息包内文件数与元数据不符', 'the package holds another number of files than its metadata'), evidence: [] }; // prettier-ignore
};

/** The package before and after it was stored: one SHA-256, one SHA-512, one size. */
export const packageConsistent: Method = ({ stored }) => {
  if (!stored) return { ...UNREAD, evidence: [] };
  const { report, registered } = stored;
  const said = { expected: `sha256:${registered.sha256}`, found: `sha256:${report.sha256}`, evidence: [{ where: 'package', digest: `sha256:${report.sha256}` }] }; // prettier-ignore
  const same =
    report.sha256 === registered.sha256 &&
    report.sha512 === registered.sha512 &&
    report.sizeBytes === registered.sizeBytes;
  return same
    ? { outcome: 'passed', ...said }
    : {
        outcome: 'failed',
        why: say('已存的信息包与登记时不一致', 'the stored package has other bytes than were registered'),
        ...said,
      };
};
