import { type Finding } from '../finding.js';
import { REPORT_SCHEMA } from '../signatures/report/report.js';
import { packageFinding } from './findings.js';
import { DATA, FINDINGS, VALIDATION, VALIDATION_ETSI } from './layout.js';
import { isObject, parseJson, type SubmissionMeta } from './submission-read.js';
import { type WalkedEntry } from './walk-entries.js';
import { walkXml } from './xml-read.js';

type ByPath = ReadonlyMap<string, WalkedEntry>;

/**
 * The validation report: of this record, of these files in this order, with the verdicts that findings.json tells (§8).
 * A package without one is right: nothing in it is signed, or it was made before there were reports.
 */
export function checkValidation(meta: SubmissionMeta, submitted: readonly WalkedEntry[], files: ByPath): Finding[] {
  const bytes = files.get(VALIDATION)?.bytes;
  const xml = files.get(VALIDATION_ETSI)?.bytes;
  const findings: Finding[] = [];
  const invalid = (where: string, message: string) =>
    findings.push(packageFinding('PACKAGE_VALIDATION_INVALID', where, message));
  if (xml) {
    const fault = walkXml(xml, {});
    if (fault !== null) invalid(VALIDATION_ETSI, `${VALIDATION_ETSI}: ${fault}`);
    if (!bytes) invalid(VALIDATION_ETSI, `${VALIDATION_ETSI} without ${VALIDATION}`);
  }
  if (!bytes) return findings;
  const value = parseJson(bytes);
  if (isObject(value) && value.schema !== REPORT_SCHEMA) {
    const found = JSON.stringify(value.schema) ?? 'none';
    findings.push(packageFinding('PACKAGE_FORMAT_UNKNOWN', VALIDATION, 'a report of an unknown version', { found }));
  } else if (!isObject(value) || !Array.isArray(value.files)) invalid(VALIDATION, `${VALIDATION} is not a report`);
  else if (value.record !== meta.record) invalid(VALIDATION, 'the report is of another record');
  else {
    const seen = submitted.map((file) => `${file.sha256} ${file.path.slice(DATA.length)}`);
    if (!same(value.files.map(fileLine), seen)) invalid(VALIDATION, 'the report is about other files');
    else if (!same(value.files.map(verdictsOf), told(files))) {
      invalid(VALIDATION, `the verdicts are not those of ${FINDINGS}`);
    }
  }
  return findings;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i]);

function fileLine(file: unknown): string {
  return isObject(file) ? `${String(file.sha256)} ${String(file.path)}` : '';
}

/** Every signature of a file with its verdict, as one line. */
function verdictsOf(file: unknown): string {
  const signatures = isObject(file) && Array.isArray(file.signatures) ? (file.signatures as unknown[]) : [];
  return JSON.stringify(signatures.map((one) => (isObject(one) ? [one.id, one.verdict] : null)));
}

function told(files: ByPath): string[] {
  const bytes = files.get(FINDINGS)?.bytes;
  const value = bytes ? parseJson(bytes) : undefined;
  return isObject(value) && Array.isArray(value.files) ? value.files.map(verdictsOf) : [];
}
