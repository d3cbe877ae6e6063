import { canonicalJsonOfAny } from '../json.js';
import { PACKAGE_SCHEMA } from './layout.js';
import { type PackageInput } from './plan.js';

export const FINDINGS_SCHEMA = 'dantao/findings/v1';

/** metadata/other/findings.json (docs/package-format.md §8). */
export function findingsJson(input: PackageInput): string {
  return canonical({
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
  return canonical({
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

/** Names found inside hostile files may hold lone surrogates, which JSON in UTF-8 can't carry: U+FFFD stands for them. */
function canonical(value: unknown): string {
  try {
    return canonicalJsonOfAny(value);
  } catch {
    return canonicalJsonOfAny(wellFormed(value));
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [Buffer.from(key).toString(), wellFormed(inner)]),
    );
  }
  return value;
}
