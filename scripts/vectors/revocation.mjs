/**
 * Writes test/vectors/<CODE>_<case>/ for OCSP responses and CRLs as files of their own. Run it after a change and review
 * the difference:
 *   node scripts/vectors/revocation.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EKU, issue } from '../pki/certificates.mjs';
import { rsaKey } from '../pki/keys.mjs';
import { crl, ocsp } from '../pki/revocation.mjs';

const ROOT = join(import.meta.dirname, '../../test/vectors');

function vector(name, extension, bytes, expect) {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `input.${extension}`), bytes);
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(expect, null, 2)}\n`);
}

const ca = issue({ key: rsaKey('root'), name: 'Test root' });
const signer = issue({ key: rsaKey('signer'), name: 'Signer', issuer: ca });
const responder = issue({ key: rsaKey('ocsp'), name: 'Responder', issuer: ca, eku: [EKU.ocspSigning] });
const times = { thisUpdate: '2026-01-01T00:00:00Z', nextUpdate: '2026-02-01T00:00:00Z' };
const answer = { certificate: signer, issuer: ca, producedAt: '2026-01-01T00:00:00Z', ...times };
const delegated = ocsp({ responder, ...answer, certificates: [responder] });
const revoked = ocsp({ responder, ...answer, certificates: [responder], byKey: true, status: { revokedAt: '2025-12-01T00:00:00Z', reason: 1 } }); // prettier-ignore
const list = crl({ issuer: ca, ...times, revoked: [{ serial: signer.serial, at: '2025-12-01T00:00:00Z' }] });

const whole = (format, description) => ({ format, whole: 'whole', codes: [], signatures: [`signature ${format.toUpperCase()} ${format.toUpperCase()}`], description }); // prettier-ignore
const broken = (format, code) => ({ format, whole: 'broken', codes: [code], signatures: [`signature ${format.toUpperCase()} ${format.toUpperCase()}`] }); // prettier-ignore
const lines = (bytes) => bytes.toString('base64').replace(/(.{64})/g, '$1\n');

vector('OK_ocsp_delegated', 'ors', delegated, whole('ocsp', 'OCSP response of 2026-01-01T00:00:00Z: good'));
vector('OK_ocsp_base64', 'ors', lines(revoked), whole('ocsp', 'OCSP response of 2026-01-01T00:00:00Z: revoked'));
// RFC 6960 4.2.1: tryLater.
vector('OCSP_BROKEN_no_answer', 'ors', Buffer.from('30030a0103', 'hex'), broken('ocsp', 'OCSP_BROKEN'));
vector('OCSP_TRUNCATED_half', 'ors', delegated.subarray(0, delegated.length >> 1), broken('ocsp', 'OCSP_TRUNCATED'));

const ofCrl = 'certificate revocation list of CN=Test root,O=Dantao test,C=CN, 2026-01-01T00:00:00Z';
vector('OK_crl', 'crl', list, whole('crl', ofCrl));
vector('OK_crl_pem', 'crl', `-----BEGIN X509 CRL-----\n${lines(list)}\n-----END X509 CRL-----\n`, whole('crl', ofCrl));
const noTime = Buffer.from(list);
noTime.write('no time', noTime.indexOf('260101000000Z'), 'latin1');
vector('CRL_BROKEN_no_time', 'crl', noTime, broken('crl', 'CRL_BROKEN'));
vector('CRL_TRUNCATED_half', 'crl', list.subarray(0, list.length >> 1), broken('crl', 'CRL_TRUNCATED'));
