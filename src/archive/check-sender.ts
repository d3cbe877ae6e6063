import { type Finding } from '../core/finding.js';
import { type Declaration } from '../core/record.js';
import { kidOf, senderPayload, verifySender } from '../core/sender-signature.js';
import { type Addition } from './addition.js';
import { intakeFinding } from './findings.js';
import { type Access } from './ports.js';
import { type Submission } from './submission.js';

export interface SenderChecked {
  findings: Finding[];
  /** Null when the sender did not sign, or not validly. */
  signature: { jws: string; kid: string; jwk: Record<string, unknown> } | null;
}

/** The sender's own signature over the `record` part and the files (docs/receipts.md), with a key that is registered for it. */
export async function checkSender(
  access: Pick<Access, 'senderKey'>,
  {
    submission,
    declaration,
    addition,
  }: { submission: Submission; declaration: Declaration; addition: Addition | null },
  jws: string | null,
  files: readonly { name: string; sizeBytes: number; sha256: string }[],
): Promise<SenderChecked> {
  if (jws === null) return { findings: [], signature: null };
  const invalid = (found: string): SenderChecked => ({
    findings: [intakeFinding('SENDER_SIGNATURE_INVALID', 'signature', found, { found })],
    signature: null,
  });
  const kid = kidOf(jws);
  if (kid === null) {
    const finding = intakeFinding('SENDER_SIGNATURE_INVALID', 'signature', 'not a detached JWS with a kid', {
      found: 'no kid',
    });
    return { findings: [finding], signature: null };
  }
  const jwk = await access.senderKey(submission.principal.id, kid);
  if (jwk === null) {
    const finding = intakeFinding(
      'SENDER_KEY_UNKNOWN',
      'signature',
      `no key "${kid}" is registered for this principal`,
      {
        found: kid,
      },
    );
    return { findings: [finding], signature: null };
  }
  // What is signed for one record must not do for another.
  if (addition && addition.said.record === undefined)
    return invalid('what is signed has to name the record it is added to: member record');
  const wrong = verifySender(jws, senderPayload((addition?.said ?? declaration) as Declaration, files), jwk);
  return wrong === null ? { findings: [], signature: { jws, kid, jwk } } : invalid(wrong);
}
