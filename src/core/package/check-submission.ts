import { type Finding } from '../finding.js';
import { type Declaration } from '../record.js';
import { kidOf, senderPayload, verifySender } from '../sender-signature.js';
import { fingerprintOf } from './fingerprint.js';
import { packageFinding } from './findings.js';
import { DATA, FINDINGS, RECORD, SENDER_JWS, SUBMISSION } from './layout.js';
import { FINDINGS_SCHEMA } from './report-json.js';
import { isObject, parseJson, type SubmissionMeta } from './submission-read.js';
import { type WalkedEntry } from './walk-entries.js';

type ByPath = ReadonlyMap<string, WalkedEntry>;

/** The names in record.json, in order; a finding instead when it has no such list. */
export function declaredNames(files: ByPath): { declaration: unknown; names: string[] } | Finding {
  const bytes = files.get(RECORD)?.bytes;
  if (!bytes) return packageFinding('PACKAGE_FILE_MISSING', RECORD, `${RECORD} is not in the package`);
  const declaration = parseJson(bytes);
  const list = isObject(declaration) ? declaration.files : undefined;
  const names = Array.isArray(list)
    ? list.map((f: unknown) => (isObject(f) && typeof f.name === 'string' ? f.name : null))
    : [null];
  if (names.includes(null))
    return packageFinding(
      'PACKAGE_RECORD_INVALID',
      RECORD,
      `${RECORD} is not a declaration with a list of named files`,
    );
  return { declaration, names: names as string[] };
}

/** Fingerprint and sender's signature, computed again from the declaration and the bytes of the files (docs/package-format.md §9). */
export function checkSubmission(
  meta: SubmissionMeta,
  declaration: unknown,
  names: readonly string[],
  submitted: readonly WalkedEntry[],
  files: ByPath,
): Finding[] {
  const findings: Finding[] = [];
  const named = submitted.map((file, i) => ({
    name: names[i] ?? '',
    sha256: file.sha256 ?? '',
    sizeBytes: file.entry.sizeBytes,
  }));
  let fingerprint: string;
  let payload: Uint8Array;
  try {
    const of = meta.change?.kind === 'addition' ? { recordId: meta.record } : {};
    fingerprint = fingerprintOf({ fondsId: meta.fonds.id, ...of, declaration, files: named });
    payload = senderPayload(declaration as Declaration, named);
  } catch (error) {
    return [
      packageFinding('PACKAGE_RECORD_INVALID', RECORD, `${RECORD} has no canonical form: ${(error as Error).message}`),
    ];
  }
  if (fingerprint !== meta.fingerprint) {
    const more = { expected: meta.fingerprint, found: fingerprint };
    findings.push(
      packageFinding(
        'PACKAGE_FINGERPRINT_MISMATCH',
        SUBMISSION,
        'declaration and files give another fingerprint',
        more,
      ),
    );
  }

  const jws = files.get(SENDER_JWS)?.bytes;
  const unsigned = (found: string) =>
    findings.push(packageFinding('PACKAGE_SENDER_SIGNATURE_INVALID', SENDER_JWS, found, { found }));
  if (meta.origin.kind === 'asserted-by-archive') {
    if (jws) unsigned('there is a signature, but the origin is asserted by the archive');
  } else if (!jws) unsigned('the sender is said to have signed, but there is no signature');
  else {
    const text = Buffer.from(jws).toString();
    const why =
      kidOf(text) === meta.origin.kid
        ? verifySender(text, payload, meta.origin.jwk)
        : `the signature does not name key ${meta.origin.kid}`;
    if (why !== null) unsigned(why);
  }
  return findings;
}

/** findings.json: of this record, and of these files in this order (§8). */
export function checkFindings(meta: SubmissionMeta, submitted: readonly WalkedEntry[], files: ByPath): Finding[] {
  const bytes = files.get(FINDINGS)?.bytes;
  if (!bytes) return [packageFinding('PACKAGE_FILE_MISSING', FINDINGS, `${FINDINGS} is not in the package`)];
  const value = parseJson(bytes);
  const wrong = (message: string) => [packageFinding('PACKAGE_FINDINGS_INVALID', FINDINGS, message)];
  if (!isObject(value) || !Array.isArray(value.files) || !Array.isArray(value.findings))
    return wrong(`${FINDINGS} is not a report`);
  if (value.schema !== FINDINGS_SCHEMA) {
    return [
      packageFinding('PACKAGE_FORMAT_UNKNOWN', FINDINGS, 'a report of an unknown version', {
        found: JSON.stringify(value.schema) ?? 'none',
      }),
    ];
  }
  if (value.record !== meta.record || value.at !== meta.event.at)
    return wrong('the report is of another record or time');
  const told = value.files.map((f: unknown) => (isObject(f) ? `${String(f.sha256)} ${String(f.path)}` : ''));
  const seen = submitted.map((file) => `${file.sha256} ${file.path.slice(DATA.length)}`);
  return told.length === seen.length && told.every((line, i) => line === seen[i])
    ? []
    : wrong('the report is about other files');
}
