/**
 * Writes test/vectors/XML_SIGNATURE_<CODE>_<case>/ and their good twins OK_xml_signature_<case>/. Run it after a change
 * and review the difference:
 *   node scripts/vectors/signed-xml.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EKU, issue } from '../pki/certificates.mjs';
import { timestampToken } from '../pki/cms.mjs';
import { rsaKey } from '../pki/keys.mjs';
import {
  certificateOf,
  DS,
  ENVELOPED,
  EXCLUSIVE,
  propertiesReference,
  root,
  sha256,
  signXml,
  XADES,
  xadesObject,
} from './signed-xml-writer.mjs';

const ROOT = join(import.meta.dirname, '..', '..', 'test', 'vectors');
function vector(name, xml, integrity, codes = [], signatures = ['signature sig XMLDSig']) {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'input.xml'), xml);
  const expect = { format: 'xml', whole: 'whole', codes, signatures, integrity: [integrity].flat() };
  writeFileSync(join(folder, 'expect.json'), `${JSON.stringify(expect, null, 2)}\n`);
}

const WHOLE = { uri: '', transforms: [ENVELOPED, EXCLUSIVE] };
const invoice = (signature) => `<Invoice xmlns="urn:invoice"><No>7</No><Total>100.00</Total>${signature}</Invoice>`;
const plain = (more = {}) => signXml({ around: invoice, references: [WHOLE], ...more });
const xades = (more = {}) =>
  signXml({ around: invoice, references: [WHOLE, propertiesReference()], objects: xadesObject('rsa'), ...more });
const XADES_SIGNATURE = ['signature sig XAdES'];
const changed = (xml, from, to) => {
  const result = xml.replace(from, to);
  if (result === xml) throw new Error(`nothing to change: ${from}`);
  return result;
};

// ------------------------------------------------------------------------------------- content, value, certificate
vector('OK_xml_signature_enveloped', plain(), 'intact');
vector('OK_xml_signature_sm2', plain({ who: 'sm2' }), 'intact');
vector('OK_xml_signature_xades', xades(), 'intact', [], XADES_SIGNATURE);
vector('XML_SIGNATURE_CONTENT_CHANGED_total', changed(plain(), '100.00', '900.00'), 'broken', ['XML_SIGNATURE_CONTENT_CHANGED']); // prettier-ignore
vector('XML_SIGNATURE_VALUE_WRONG_other_key', changed(plain(), /<ds:X509Data>.*<\/ds:X509Data>/, certificateOf('other')), 'broken', ['XML_SIGNATURE_VALUE_WRONG']); // prettier-ignore
vector('XML_SIGNATURE_CERTIFICATE_MISMATCH_named', xades({ objects: xadesObject('rsa', { digest: sha256('another certificate') }) }), 'broken', ['XML_SIGNATURE_CERTIFICATE_MISMATCH'], XADES_SIGNATURE); // prettier-ignore
vector('XML_SIGNATURE_HMAC_SHORT_40_bits', changed(plain(), /<ds:SignatureMethod [^>]*>/, '<ds:SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><ds:HMACOutputLength>40</ds:HMACOutputLength></ds:SignatureMethod>'), 'broken', ['XML_SIGNATURE_HMAC_SHORT']); // prettier-ignore
vector('XML_SIGNATURE_TRANSFORM_REFUSED_xslt', plain({ references: [{ uri: '', transforms: [ENVELOPED, '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'], octets: '' }] }), 'unknown', ['XML_SIGNATURE_TRANSFORM_REFUSED']); // prettier-ignore

// ------------------------------------------------------------------------------------------------------- wrapping
const item = '<item Id="x"><v>1</v></item>';
const part = signXml({ around: (one) => `<r>${item}${one}</r>`, references: [{ uri: '#x' }] });
vector('OK_xml_signature_part', part, 'intact');
vector('XML_SIGNATURE_UNCOVERED_added', changed(part, item, `${item}<note>free</note>`), 'intact', ['XML_SIGNATURE_UNCOVERED']); // prettier-ignore
vector('XML_SIGNATURE_DECOY_moved', changed(part, item, `<item><v>2</v></item><store>${item}</store>`), 'broken', ['XML_SIGNATURE_DECOY', 'XML_SIGNATURE_UNCOVERED']); // prettier-ignore
vector('XML_SIGNATURE_ID_DUPLICATE_twice', changed(part, item, `${item}<store>${item}</store>`), 'broken', ['XML_SIGNATURE_ID_DUPLICATE']); // prettier-ignore
vector('XML_SIGNATURE_REFERENCE_MISSING_renamed', changed(part, 'Id="x"', 'Id="y"'), 'broken', ['XML_SIGNATURE_REFERENCE_MISSING']); // prettier-ignore
const object = '<ds:Object Id="o"><a>hello</a></ds:Object>';
const enveloping = signXml({ references: [{ uri: '#o' }], objects: object });
vector('OK_xml_signature_enveloping', enveloping, 'intact');
vector('XML_SIGNATURE_WRAPPED_object', changed(enveloping, object, `<ds:Object Id="evil"><a>bye</a></ds:Object><ds:Object><w>${object}</w></ds:Object>`), 'broken', ['XML_SIGNATURE_WRAPPED', 'XML_SIGNATURE_UNCOVERED']); // prettier-ignore
const properties = /<xades:SignedProperties.*<\/xades:SignedProperties>/.exec(xades())[0];
vector(
  'XML_SIGNATURE_WRAPPED_properties',
  changed(
    changed(xades(), properties, properties.replace('Id="sig-props"', 'Id="shown"').replace('2026', '2036')),
    '</ds:Signature>',
    `<ds:Object>${properties.replace('>', ` xmlns:xades="${XADES}">`)}</ds:Object></ds:Signature>`,
  ),
  'broken',
  ['XML_SIGNATURE_WRAPPED'],
  XADES_SIGNATURE,
);
vector('XML_SIGNATURE_PROPERTIES_UNSIGNED_no_reference', xades({ references: [WHOLE] }), 'broken', ['XML_SIGNATURE_PROPERTIES_UNSIGNED'], XADES_SIGNATURE); // prettier-ignore

// ------------------------------------------------------------------------------- time-stamps, counter-signatures
const tsa = issue({ key: rsaKey('tsa'), name: 'TSA', issuer: root, eku: [EKU.timeStamping], ekuCritical: true });
const stamp = (value) => `<xades:SignatureTimeStamp Id="ts"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/><xades:EncapsulatedTimeStamp>${timestampToken({ tsa, message: value, at: '2026-03-01T10:00:05Z' }).toString('base64')}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>`; // prettier-ignore
const stamped = xades({ unsigned: stamp });
const STAMPED = [...XADES_SIGNATURE, 'timestamp ts SignatureTimeStamp'];
vector('OK_xml_signature_stamped', stamped, ['intact', 'intact'], [], STAMPED);
const token = /<xades:SignatureTimeStamp.*<\/xades:SignatureTimeStamp>/.exec(stamped)[0];
const copied = xades({ around: (one) => invoice(one).replace('100.00', '900.00'), unsigned: () => token });
vector('TIMESTAMP_IMPRINT_DIFFERS_xml_copied', copied, ['intact', 'broken'], ['TIMESTAMP_IMPRINT_DIFFERS'], STAMPED);
const counter = (uri, octets, objects = '') =>
  `<xades:CounterSignature>${signXml({ id: 'counter', who: 'ec', references: [{ uri, octets, type: 'http://uri.etsi.org/01903#CountersignedSignature' }], objects })}</xades:CounterSignature>`;
const COUNTERED = [...XADES_SIGNATURE, 'counter-signature counter XMLDSig'];
vector('OK_xml_signature_countersigned', xades({ unsigned: (value) => counter('#sig-value', value.toString()) }), ['intact', 'intact'], [], COUNTERED); // prettier-ignore
const evil = '<ds:Object Id="evil">x</ds:Object>';
vector('XML_SIGNATURE_COUNTER_FOREIGN_object', xades({ unsigned: () => counter('#evil', evil.replace('<ds:Object', `<ds:Object xmlns:ds="${DS}"`), evil) }), ['intact', 'broken'], ['XML_SIGNATURE_COUNTER_FOREIGN'], COUNTERED); // prettier-ignore
