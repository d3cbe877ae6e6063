/**
 * Writes test/vectors/<CODE>_<case>/ for CMS, CAdES and RFC 3161 as files of their own. Run it after a change and review
 * the difference:
 *   node scripts/vectors/signed-cms.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EKU, issue } from '../pki/certificates.mjs';
import { attribute, CMS, timestampResponse } from '../pki/cms.mjs';
import * as der from '../pki/der.mjs';
import { digest, digestAlgorithm, ecKey, rsaKey } from '../pki/keys.mjs';
import { crl } from '../pki/revocation.mjs';
import { asWritten, AT, ca, changed, CONTENT, digestAttribute, ecSigner, info, signer, sorted, timeAttribute, toBer, token, tsa, typeAttribute, usual, whole } from './cms-writer.mjs'; // prettier-ignore

const ROOT = join(import.meta.dirname, '../../test/vectors');

/** `codes`: all of them, info left out. `intact`: of the file, as a verdict line says it: `intact`, `broken`, `unknown`. */
function vector(name, extension, bytes, integrity, more = {}) {
  const { codes = [], signatures = ['signature SignedData CAdES'], broken = false } = more;
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `input.${extension}`), bytes);
  const expected = { format: 'cms', whole: broken ? 'broken' : 'unknown', codes, signatures, integrity };
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(expected, null, 2)}\n`);
}

const stamp = (value, more) => attribute(CMS.signatureTimeStamp, token(value, more));
const STAMPED = ['signature SignedData CAdES', 'timestamp SignedData/timestamp:1'];
const PLAIN = ['signature SignedData'];
const TOKEN = ['timestamp TimeStampToken'];
const signedBy = (how, more = {}) => whole({ infos: [info(how)], ...more });

// ------------------------------------------------------------------------------------------------ CAdES
vector('OK_cms_cades_bb', 'p7m', whole(), 'intact');
vector('OK_cms_detached', 'p7s', whole({ content: null }), 'unknown');
vector('OK_cms_pem', 'pem', pemOf(whole()), 'intact');
vector('OK_cms_base64', 'p7m', whole().toString('base64'), 'intact');
vector('OK_cms_without_attributes', 'p7m', signedBy({ attributes: null }), 'intact', { signatures: PLAIN });
vector('OK_cms_cades_bt', 'p7m', signedBy({ unsigned: (value) => [stamp(value)] }), 'intact', { signatures: STAMPED });
const lists = [crl({ issuer: ca, thisUpdate: AT, nextUpdate: '2026-04-17T09:12:44Z' })];
const certificates = [ecSigner.certificate, ca.certificate];
vector('OK_cms_cades_blta', 'p7m', longTerm(CONTENT), 'intact', {
  signatures: [...STAMPED, 'timestamp SignedData/timestamp:2'],
});
const counter = (over) => (value) => [
  attribute(CMS.counterSignature, info({ by: signer, attributes: [digestAttribute(over ?? value)] })),
];
const COUNTERED = ['signature SignedData CAdES', 'counter-signature SignedData/counter:1'];
const two = [ecSigner.certificate, signer.certificate];
vector('OK_cms_counter_signed', 'p7m', signedBy({ unsigned: counter() }, { certificates: two }), 'intact', {
  signatures: COUNTERED,
});
const inner = whole();
vector('OK_cms_signed_twice', 'p7m', whole({ content: inner, infos: [info({ content: inner })] }), 'intact', {
  signatures: ['signature SignedData CAdES', 'signature SignedData/content CAdES'],
});

// ------------------------------------------------------------------------------------------------ what was changed
const CHANGED = { codes: ['CMS_CONTENT_CHANGED'] };
vector('CMS_CONTENT_CHANGED_attached', 'p7m', changed(whole(), CONTENT), 'broken', CHANGED);
const altered = changed(inner, CONTENT);
vector('CMS_CONTENT_CHANGED_signed_again', 'p7m', whole({ content: altered, infos: [info({ content: altered })] }), 'broken', {
  ...CHANGED,
  signatures: ['signature SignedData CAdES', 'signature SignedData/content CAdES'],
}); // prettier-ignore
vector('CMS_CONTENT_CHANGED_counter_copied', 'p7m', signedBy({ unsigned: counter(Buffer.from('another value')) }, { certificates: two }), 'broken', { ...CHANGED, signatures: COUNTERED }); // prettier-ignore
vector('CMS_VALUE_WRONG_attribute', 'p7m', changed(whole(), Buffer.from('260317091244Z'), 3), 'broken', {
  codes: ['CMS_VALUE_WRONG'],
});
const byOther = signedBy(
  { by: signer, attributes: usual(CONTENT, signer), algorithm: der.sequence(der.oid('2.16.840.1.101.3.4.3.14'), der.nil()) }, // prettier-ignore
  { certificates: [signer.certificate] },
);
vector('CMS_VALUE_WRONG_other_digest', 'p7m', byOther, 'broken', { codes: ['CMS_VALUE_WRONG'] });
vector('CMS_ATTRIBUTE_REPEATED_signing_time', 'p7m', signedBy({ attributes: [...usual(), timeAttribute('2026-01-01T00:00:00Z')] }), 'broken', { codes: ['CMS_ATTRIBUTE_REPEATED'] }); // prettier-ignore
vector('CMS_CONTENT_TYPE_UNSIGNED_none', 'p7m', signedBy({ attributes: [digestAttribute(CONTENT)] }), 'broken', {
  codes: ['CMS_CONTENT_TYPE_UNSIGNED'],
  signatures: PLAIN,
});
const shown = sorted(usual());
vector('CMS_CONTENT_IS_ATTRIBUTES_dropped', 'p7m', whole({ content: shown, infos: [info({ attributes: null, content: shown })] }), 'broken', { codes: ['CMS_CONTENT_IS_ATTRIBUTES'], signatures: PLAIN }); // prettier-ignore
const protectedBy = (oid) => attribute('1.2.840.113549.1.9.52', der.sequence(digestAlgorithm('sha256'), der.implicit(1, der.oid(oid)))); // prettier-ignore
vector('CMS_ALGORITHMS_REPLACED_signed_copy', 'p7m', signedBy({ attributes: [...usual(), protectedBy('1.2.840.10045.4.3.4')] }), 'broken', { codes: ['CMS_ALGORITHMS_REPLACED'] }); // prettier-ignore
const twin = issue({ key: ecKey('ec signer'), name: 'EC signer', issuer: ca, serial: 8, until: '2033-01-01T00:00:00Z' }); // prettier-ignore
vector('CMS_SIGNING_CERTIFICATE_DIFFERS_twin', 'p7m', whole({ certificates: [twin.certificate] }), 'broken', {
  codes: ['CMS_SIGNING_CERTIFICATE_DIFFERS'],
});
const nobody = { sid: der.implicit(0, Buffer.alloc(0), false), attributes: [typeAttribute(), digestAttribute(CONTENT)] }; // prettier-ignore
vector('CMS_SIGNER_UNNAMED_empty', 'p7m', signedBy(nobody, { certificates: [] }), 'broken', {
  codes: ['CMS_SIGNER_UNNAMED'],
  signatures: PLAIN,
});

// ------------------------------------------------------------------------------------------------ stated policies
const unsorted = usual();
vector('CMS_ATTRIBUTES_NOT_SORTED_signed_as_written', 'p7m', signedBy({ attributes: unsorted, over: asWritten(unsorted) }), 'intact', { codes: ['CMS_ATTRIBUTES_NOT_SORTED'] }); // prettier-ignore
vector('OK_cms_attributes_written_in_another_order', 'p7m', signedBy({ attributes: unsorted }), 'intact');
vector('CMS_BER_indefinite', 'p7m', toBer(whole()), 'intact');
vector('CMS_TRAILING_BYTES_text', 'p7m', Buffer.concat([whole(), Buffer.from('and more')]), 'intact', {
  codes: ['CMS_TRAILING_BYTES'],
});
const mixed = issue({ key: rsaKey('signer', { hash: 'sha512' }), name: 'Two digests', issuer: ca, serial: 70 });
vector('CMS_DIGESTS_DIFFER_sha512_over_sha256', 'p7m', signedBy({ by: mixed }, { certificates: [mixed.certificate] }), 'intact', { codes: ['CMS_DIGESTS_DIFFER'] }); // prettier-ignore
vector('SIGNATURE_WEAK_DIGEST_cms_sha1', 'p7m', signedBy({ digestName: 'sha1', attributes: [typeAttribute(), digestAttribute(CONTENT, 'sha1')] }), 'intact', { codes: ['CMS_DIGESTS_DIFFER', 'SIGNATURE_WEAK_DIGEST'], signatures: PLAIN }); // prettier-ignore
const policy = attribute('1.2.840.113549.1.9.16.2.15', der.sequence(der.oid('1.2.3.4.5.6')));
vector('CMS_SIGNATURE_POLICY_named', 'p7m', signedBy({ attributes: [...usual(), policy] }), 'intact');
const unreadable = attribute('1.2.840.113549.1.9.16.2.24', der.octets(Buffer.from('x')));
vector('CMS_VALUES_UNREADABLE_revocation', 'p7m', signedBy({ unsigned: () => [unreadable] }), 'intact', {
  codes: ['CMS_VALUES_UNREADABLE'],
});
vector('CMS_BROKEN_first_bytes', 'p7m', changed(whole(), whole().subarray(0, 8), 0), 'unknown', {
  broken: true,
  codes: ['CMS_BROKEN'],
  signatures: PLAIN,
});

// ------------------------------------------------------------------------------------------------ time-stamps
vector('TIMESTAMP_IMPRINT_DIFFERS_cms_copied', 'p7m', signedBy({ unsigned: () => [stamp(Buffer.from('another value'))] }), 'broken', { codes: ['TIMESTAMP_IMPRINT_DIFFERS'], signatures: STAMPED }); // prettier-ignore
vector('TIMESTAMP_UNREADABLE_cms', 'p7m', signedBy({ unsigned: () => [attribute(CMS.signatureTimeStamp, der.sequence())] }), 'broken', { codes: ['TIMESTAMP_UNREADABLE'], signatures: STAMPED }); // prettier-ignore
vector('TIMESTAMP_INDEX_MISSES_certificate', 'p7m', longTerm(CONTENT, [ecSigner.certificate]), 'intact', {
  codes: ['TIMESTAMP_INDEX_MISSES'],
  signatures: [...STAMPED, 'timestamp SignedData/timestamp:2'],
});
vector('TIMESTAMP_INDEX_UNREADABLE_none', 'p7m', signedBy({ unsigned: () => [attribute('0.4.0.1733.2.4', token(CONTENT))] }), 'broken', { codes: ['TIMESTAMP_INDEX_UNREADABLE'], signatures: STAMPED }); // prettier-ignore
vector('OK_cms_timestamp_token', 'tst', token(CONTENT), 'intact', { signatures: TOKEN });
vector('OK_cms_timestamp_response', 'tsr', timestampResponse(token(CONTENT)), 'intact', { signatures: TOKEN });
const spoofed = issue({ key: ecKey('spoof'), name: 'Spoofed TSA', eku: [EKU.timeStamping], ca: false });
vector('TIMESTAMP_CERTIFICATES_INJECTED_spoofed', 'tsr', timestampResponse(token(CONTENT, { certificates: [spoofed, tsa] })), 'broken', { codes: ['TIMESTAMP_CERTIFICATES_INJECTED'], signatures: TOKEN }); // prettier-ignore
vector('TIMESTAMP_CONTENT_ELSEWHERE_response', 'tsr', timestampResponse(token(CONTENT)), 'intact', { signatures: TOKEN }); // prettier-ignore
const unnamed = Buffer.from(der.inside(der.sequence(...tstInfo())));
vector('TIMESTAMP_SIGNER_UNNAMED_no_attribute', 'tst', whole({
  content: unnamed,
  contentType: CMS.tstInfo,
  certificates: [tsa.certificate],
  infos: [info({ by: tsa, content: unnamed, attributes: [typeAttribute(CMS.tstInfo), digestAttribute(unnamed)] })],
}), 'broken', { codes: ['TIMESTAMP_SIGNER_UNNAMED'], signatures: TOKEN }); // prettier-ignore

/** B-LTA: a signature time-stamp and an archive time-stamp v3; `left`: the certificates that are still there. */
function longTerm(content, left = certificates) {
  const fields = der.inside(info({ content }));
  const digests = (list) => der.sequence(...list.map((one) => der.octets(digest('sha256', one))));
  const unsigned = (value) => {
    const first = stamp(value);
    const valueOf = Buffer.concat([der.oid(CMS.signatureTimeStamp), token(value)]);
    const index = der.sequence(digestAlgorithm('sha256'), digests(certificates), digests(lists), digests([valueOf]));
    const message = Buffer.concat([der.oid(CMS.data), digest('sha256', content), fields, index]);
    const more = { unsigned: [attribute('0.4.0.19122.1.5', index)] };
    return [first, attribute('0.4.0.1733.2.4', token(message, more))];
  };
  return whole({ content, certificates: left, crls: lists, infos: [info({ content, unsigned })] });
}

function tstInfo() {
  return [
    der.sequence(
      der.integer(1),
      der.oid('1.2.3'),
      der.sequence(digestAlgorithm('sha256'), der.octets(digest('sha256', CONTENT))),
      der.integer(1),
      der.generalizedTime('20260317091244Z'),
    ),
  ];
}

function pemOf(bytes) {
  return `-----BEGIN CMS-----\n${bytes.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CMS-----\n`;
}
