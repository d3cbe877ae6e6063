import { canonicalJsonRepaired } from '../json.js';
import { type SignatureReport } from '../record.js';
import { type ReportInput } from '../signatures/report/report.js';
import { NO_TRUST } from '../signatures/trust.js';
import { PACKAGE_SCHEMA } from './layout.js';
import { type PackageInput } from './plan.js';

export const FINDINGS_SCHEMA = 'dantao/findings/v1';

/** metadata/other/findings.json (docs/package-format.md §8). */
export function findingsJson(input: PackageInput): string {
  return canonicalJsonRepaired({
    schema: FINDINGS_SCHEMA,
    record: input.recordId,
    at: input.at.toISOString(),
    software: input.software,
    validation: input.validation,
    files: input.files.map((file) => ({
      path: file.path,
      name: file.declared.name,
      role: file.declared.role,
      sizeBytes: file.sizeBytes,
      sha256: file.digests.sha256,
      format: file.facts,
      signatures: file.signatures.map(summaryOf),
    })),
    findings: input.findings,
  });
}

/** What a list of records needs of a signature; the facts stand in validation.json. */
function summaryOf({ facts: _, ...summary }: SignatureReport): Omit<SignatureReport, 'facts'> {
  return summary;
}

/**
 * What metadata/other/validation.json and validation.xml are made of (docs/validation-report.md); null when no file has a
 * signature.
 */
export function reportInputOf(input: PackageInput): ReportInput | null {
  if (input.files.every((file) => file.signatures.length === 0)) return null;
  const { recordId: record, software, files } = input;
  return {
    record,
    software,
    context: input.validation ?? { trust: NO_TRUST.digest, policy: 'auto', at: input.at.toISOString() },
    files: files.map(({ declared, path, sizeBytes, digests, facts, signatures, findings = [] }) => ({
      name: declared.name,
      path,
      sizeBytes,
      sha256: digests.sha256,
      sm3: digests.sm3,
      report: { facts, signatures, findings },
    })),
  };
}

/** metadata/other/submission.json (docs/package-format.md §9). */
export function submissionJson(input: PackageInput): string {
  const { senderSignature: sender, change } = input;
  const { previous, ...why } = change ?? {};
  return canonicalJsonRepaired({
    schema: PACKAGE_SCHEMA,
    record: input.recordId,
    version: input.version,
    ...(change ? { change: why, previous } : {}),
    fonds: { id: input.fondsId, code: input.fondsCode },
    test: input.test,
    event: { id: input.eventId, at: input.at.toISOString() },
    actor: input.actor,
    nonce: Buffer.from(input.nonce).toString('hex'),
    fingerprint: input.fingerprint,
    origin: sender ? { kind: 'sender-signed', kid: sender.kid, jwk: sender.jwk } : { kind: 'asserted-by-archive' },
    software: input.software,
  });
}
