import { type ByteSource } from '../../byte-source.js';
import { type Certificate } from '../certificate.js';
import { type Evidence, foundOnly, type Place } from '../evidence.js';
import { notChecked, RIGHT } from '../facts.js';
import { signedBy } from '../path/known.js';
import { type Crl, readCrl } from './crl.js';
import { type OcspResponse, readOcsp } from './ocsp.js';
import { isResponder } from './responder.js';
import { decoded, revocationForm, statedBytes } from './recognise.js';

/** Revocation data as a file of its own, looked at: who gave it, of when, and whether it is as it was signed. */
export interface RevocationFile {
  description: string;
  evidence: Evidence[];
  /** Why it can't be read; null when it can. */
  broken: string | null;
  /** Where the file has fewer bytes than it says. */
  truncated: { expected: number; found: number } | null;
}

const MAX_READ_BYTES = 128 << 20;
const place = (profile: 'OCSP' | 'CRL'): Place => ({ id: profile, kind: 'signature', container: 'other', profile, where: 'offset 0' }); // prettier-ignore

/** Null when the file is of the other kind, or none of them. Throws what the source throws. */
export async function readRevocationFile(source: ByteSource, kind: 'crl' | 'ocsp'): Promise<RevocationFile | null> {
  const profile = kind === 'ocsp' ? 'OCSP' : 'CRL';
  const description = kind === 'ocsp' ? 'OCSP response' : 'certificate revocation list';
  const found = (why: string) => [foundOnly(place(profile), why)];
  if (source.sizeBytes > MAX_READ_BYTES)
    return { description, evidence: found(`larger than ${MAX_READ_BYTES} bytes`), broken: null, truncated: null };
  const raw = await source.read(0, source.sizeBytes);
  const form = revocationForm(raw);
  if (form?.kind !== kind) return null;
  const der = form.base64 ? decoded(raw, true) : raw;
  if (der === null) return { description, evidence: found('its Base64 is damaged'), broken: 'its Base64 is damaged', truncated: null }; // prettier-ignore
  const expected = statedBytes(der);
  if (expected !== null && expected > der.length) {
    const truncated = { expected, found: der.length };
    return { description, evidence: found('cut short'), broken: null, truncated };
  }
  const bytes = expected === null ? der : der.subarray(0, expected);
  const said = kind === 'ocsp' ? ofOcsp(bytes) : ofCrl(bytes);
  if (said) return { ...said, broken: null, truncated: null };
  const why = 'its structure is damaged, or it carries no answer';
  return { description, evidence: found(why), broken: why, truncated: null };
}

function ofOcsp(bytes: Uint8Array): Pick<RevocationFile, 'description' | 'evidence'> | null {
  const ocsp = readOcsp(bytes);
  if (!ocsp) return null;
  const counts = ['good', 'revoked', 'unknown'].map((status) => [status, ocsp.answers.filter((one) => one.status === status).length] as const); // prettier-ignore
  const answers = counts.flatMap(([status, count]) => (count === 0 ? [] : count === 1 ? [status] : [`${count} ${status}`])); // prettier-ignore
  return {
    description: `OCSP response of ${ocsp.producedAt}: ${answers.join(', ') || 'no answer'}`,
    evidence: [evidenceOf(place('OCSP'), ocsp, responderIn(ocsp), ocsp.producedAt)],
  };
}

/** Among the certificates inside, the one it is named by; the one that signed it, where several are. */
function responderIn(ocsp: OcspResponse): Certificate | null {
  const named = ocsp.certificates.filter((one) => isResponder(one, ocsp));
  return named.find((one) => signedBy(ocsp.sha256, ocsp.signed, one).check.is === 'right') ?? named[0] ?? null;
}

function ofCrl(bytes: Uint8Array): Pick<RevocationFile, 'description' | 'evidence'> | null {
  const crl = readCrl(bytes);
  return crl && { description: `certificate revocation list of ${crl.issuer}, ${crl.thisUpdate}`, evidence: [evidenceOf(place('CRL'), crl, null, crl.thisUpdate)] }; // prettier-ignore
}

function evidenceOf(where: Place, said: Crl | OcspResponse, signer: Certificate | null, time: string): Evidence {
  const checked = signer && signedBy(said.sha256, said.signed, signer);
  return {
    ...foundOnly(where, ''),
    digests: RIGHT,
    value: checked?.check ?? notChecked('needs-content: the certificate of who signed it is not inside'),
    coverage: { extent: 'whole', covers: [], outside: [] },
    algorithm: checked?.algorithm ?? null,
    signer,
    claimedTime: time,
    material: {
      certificates: 'certificates' in said ? said.certificates.map((one) => one.bytes) : [],
      crls: [],
      ocsps: [],
    },
  };
}
