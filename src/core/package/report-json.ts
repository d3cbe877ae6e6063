import { canonicalJsonRepaired } from '../json.js';
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
      signatures: file.signatures,
    })),
    findings: input.findings,
  });
}

/** metadata/other/submission.json (docs/package-format.md §9). */
export function submissionJson(input: PackageInput): string {
  const { senderSignature: sender } = input;
  return canonicalJsonRepaired({
    schema: PACKAGE_SCHEMA,
    record: input.recordId,
    version: input.version,
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
