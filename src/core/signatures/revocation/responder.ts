import { createHash } from 'node:crypto';
import { type Certificate } from '../certificate.js';
import { type OcspResponse } from './ocsp.js';

/** Is this the one the response names as its responder (RFC 6960 4.2.1: by name, or by SHA-1 of its key)? */
export function isResponder(certificate: Certificate, { responder }: Pick<OcspResponse, 'responder'>): boolean {
  if ('name' in responder) return certificate.subjectKey === responder.name;
  return createHash('sha1').update(certificate.publicKey).digest('hex') === responder.key;
}
