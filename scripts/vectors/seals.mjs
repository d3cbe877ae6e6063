/**
 * Writes test/vectors/<CODE>_<case>/ for seals and signatures of OFD: one fact false in each, a good twin beside it. Run it
 * after a change and review the difference:
 *   node scripts/vectors/seals.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signedData, timestampToken } from '../pki/cms.mjs';
import { digest, sm2Key } from '../pki/keys.mjs';
import { signOfd } from '../pki/ofd-signature.mjs';
import { edit, pack, plainOfd, sealWorld } from './sealed-ofd.mjs';

const ROOT = join(import.meta.dirname, '../../test/vectors');
const { holder, stranger, maker, tsa, sealOf, rsaMaker, rsaHolder } = sealWorld();
const AT = '2026-03-17T09:12:44Z';
const PAGE = 'Doc_0/Pages/Page_0/Content.xml';
const XML = 'Doc_0/Signs/Sign_0/Signature.xml';

/** `said`: integrity of each signature, in order; `codes`: all findings but infos. */
function vector(name, files, said, codes = [], signatures = ['seal s1 SES V4']) {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'input.ofd'), pack(files));
  const expect = { format: 'ofd', whole: 'whole', codes, signatures, integrity: [said].flat() };
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(expect, null, 2)}\n`);
}
/** A seal, or a signature by one, as a file of its own. */
function alone(name, bytes, expect) {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'input.esl'), bytes);
  const rest = { format: 'ses', whole: 'whole', codes: [], signatures: [], ...expect };
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(rest, null, 2)}\n`);
}
function sealed(options = {}, change = () => {}) {
  const files = plainOfd();
  signOfd(files, { seal: sealOf(4), holder, ...options });
  change(files);
  return files;
}
const signed = (value) => {
  const files = plainOfd();
  signOfd(files, { type: 'Sign', value });
  return files;
};
const forged = (one) => ({ ...one, key: sm2Key('forger') });
const stamp = (message) => timestampToken({ tsa, message, at: AT });

vector('OK_ofd_seal_v1', sealed({ seal: sealOf(1), version: 1 }), 'intact', [], ['seal s1 SES V1']);
vector('OK_ofd_seal_v4', sealed(), 'intact');
vector('OK_ofd_seal_v5', sealed({ seal: sealOf(5), version: 5 }), 'intact', [], ['seal s1 SES V5']);
vector('OK_ofd_seal_rsa', sealed({ seal: sealOf(4, { maker: rsaMaker, holder: rsaHolder }), holder: rsaHolder, hash: 'sha256' }), 'intact'); // prettier-ignore
vector('OK_ofd_seal_of_digests', sealed({ seal: sealOf(4, { digests: true }) }), 'intact');
vector('OK_ofd_seal_stamped', sealed({ timestamp: stamp }), ['intact', 'intact'], [], ['seal s1 SES V4', 'timestamp s1/timestamp']); // prettier-ignore
vector('OK_ofd_sign_gm', signed((xml) => signedData({ gm: true, content: xml, signers: [{ holder }] })), 'intact', [], ['signature s1 GB/T 35275']); // prettier-ignore
const two = sealed();
signOfd(two, { number: 1, seal: sealOf(5), version: 5, holder });
vector('OK_ofd_two_seals', two, ['intact', 'intact'], [], ['seal s1 SES V4', 'seal s2 SES V5']);

vector('OFD_SIGNED_FILE_CHANGED_page', sealed({}, (f) => edit(f, PAGE, '示例', '事例')), 'broken', ['OFD_SIGNED_FILE_CHANGED']); // prettier-ignore
const listed = sealed({ leaveList: false });
signOfd(listed, { number: 1, seal: sealOf(4), holder });
vector('OFD_SIGNED_FILE_CHANGED_list_gained_a_seal', listed, ['broken', 'intact'], ['OFD_SIGNED_FILE_CHANGED'], ['seal s1 SES V4', 'seal s2 SES V4']); // prettier-ignore
vector('OFD_SIGNATURE_XML_CHANGED_stamp_moved', sealed({ stamps: [1] }, (f) => edit(f, XML, '155 95', '15 95')), 'broken', ['OFD_SIGNATURE_XML_CHANGED']); // prettier-ignore
vector('OFD_SIGNATURE_XML_CHANGED_data_hash', sealed({ dataHash: () => digest('sm3', 'other') }), 'broken', ['OFD_SIGNATURE_XML_CHANGED']); // prettier-ignore
vector('OFD_SIGNATURE_VALUE_WRONG_other_key', sealed({ holder: forged(holder) }), 'broken', ['OFD_SIGNATURE_VALUE_WRONG']); // prettier-ignore
vector('OFD_SEAL_DIFFERS_shown', sealed({ shownSeal: sealOf(4, { id: '2' }) }), 'broken', ['OFD_SEAL_DIFFERS']);
vector('OFD_SEAL_MAKER_WRONG_forged', sealed({ seal: sealOf(4, { maker: forged(maker) }) }), 'broken', ['OFD_SEAL_MAKER_WRONG']); // prettier-ignore
vector('OFD_SEAL_SIGNER_UNLISTED_stranger', sealed({ holder: stranger }), 'broken', ['OFD_SEAL_SIGNER_UNLISTED']);
vector('OFD_SEAL_OUT_OF_DATE_used_later', sealed({ seal: sealOf(4, { until: '2025-12-31T00:00:00Z' }) }), 'intact', ['OFD_SEAL_OUT_OF_DATE']); // prettier-ignore
vector('OFD_SHOWN_UNCOVERED_page', sealed({ leave: [PAGE] }), 'unknown', ['OFD_SHOWN_UNCOVERED']);
vector('OFD_SHOWN_UNCOVERED_annotation', sealed({ leave: ['Doc_0/Annots/Page_0/Annotation.xml'] }), 'unknown', ['OFD_SHOWN_UNCOVERED']); // prettier-ignore
vector('OFD_SIGNATURE_UNCOVERED_template', sealed({ leave: ['Doc_0/Tpls/Tpl_0/Content.xml'] }), 'intact', ['OFD_SIGNATURE_UNCOVERED']); // prettier-ignore
const relative = (path) => path;
vector('OFD_REFERENCE_AMBIGUOUS_decoy', sealed({ locate: relative }, (f) => {
  f.set(`Doc_0/Signs/Sign_0/${PAGE}`, f.get(PAGE));
  edit(f, PAGE, '示例', '事例');
}), 'broken', ['OFD_REFERENCE_AMBIGUOUS', 'OFD_SIGNED_FILE_CHANGED']); // prettier-ignore
vector('OFD_DIGESTS_KEYED_sm3', sealed({ method: '1.2.156.10197.1.401.2' }), 'unknown', ['OFD_DIGESTS_KEYED']);
vector('SIGNATURE_WEAK_DIGEST_ofd_without_method', sealed({ hash: 'md5', method: null }), 'intact', ['SIGNATURE_WEAK_DIGEST']); // prettier-ignore
vector('OFD_SIGNER_NOT_INSIDE_raw_value', signed((xml) => holder.key.sign(xml)), 'unknown', ['OFD_SIGNER_NOT_INSIDE'], ['signature s1 Sign']); // prettier-ignore
vector('OFD_TIMESTAMP_UNREADABLE_three_bytes', sealed({ timestamp: () => Buffer.from('123') }), 'intact', ['OFD_TIMESTAMP_UNREADABLE']); // prettier-ignore
vector('TIMESTAMP_IMPRINT_DIFFERS_ofd', sealed({ timestamp: () => stamp(Buffer.from('other')) }), ['intact', 'broken'], ['TIMESTAMP_IMPRINT_DIFFERS'], ['seal s1 SES V4', 'timestamp s1/timestamp']); // prettier-ignore

for (const version of [1, 4, 5])
  alone(`OK_ses_seal_v${version}`, sealOf(version), {
    signatures: [`seal Seal SES V${version}`],
    integrity: ['intact'],
  });
alone('OK_ses_seal_forged', sealOf(4, { maker: forged(maker) }), { signatures: ['seal Seal SES V4'], integrity: ['broken'] }); // prettier-ignore
const value = sealed().get('Doc_0/Signs/Sign_0/SignedValue.dat');
alone('OK_ses_signature', value, { signatures: ['seal Seal SES V4'], integrity: ['unknown'] });
alone('SES_BROKEN_cut', sealOf(4).subarray(0, 300), { whole: 'broken', codes: ['SES_BROKEN'] });
