import { dsaPublicKey, ecPublicKey, type PublicKey, readPublicKey, rsaPublicKey } from '../algorithms/key.js';
import { type Certificate, readCertificate } from '../certificate.js';
import { DerError } from '../der.js';
import { type VerificationKey } from './algorithms.js';
import { base64, DSIG, DSIG11, DSIG_MORE } from './names.js';
import { type TreeDocument, type TreeElement } from './tree.js';

/** What a KeyInfo gives and what it only hints at. */
export interface KeyInfo {
  certificates: Certificate[];
  /** Keys as such, without a certificate. */
  keys: VerificationKey[];
  /** DER, as found. */
  crls: Uint8Array[];
  /** e.g. `X509SKI`, `RetrievalMethod http://…`: a key that is somewhere else. */
  elsewhere: string[];
  /** Certificates that can't be read; empty for what is no base64. */
  unreadable: Uint8Array[];
}

const MAX_CERTIFICATES = 100;
const MAX_RETRIEVALS = 5;

/** XMLDSig 4.5. Nothing is fetched: a RetrievalMethod or KeyInfoReference is followed inside the document only. */
export function readKeyInfo(element: TreeElement | undefined, document: TreeDocument): KeyInfo {
  const info: KeyInfo = { certificates: [], keys: [], crls: [], elsewhere: [], unreadable: [] };
  if (element) for (const child of element.elements) member(child, document, info, MAX_RETRIEVALS);
  return info;
}

function member(element: TreeElement, document: TreeDocument, info: KeyInfo, retrievals: number): void {
  if (element.is(DSIG, 'X509Data')) x509(element, info);
  else if (element.is(DSIG, 'KeyValue'))
    for (const value of element.elements)
      addKey(
        orNull(() => keyValue(value)),
        info,
      );
  else if (element.is(DSIG11, 'DEREncodedKeyValue'))
    addKey(
      orNull(() => readPublicKey(base64(element.text) ?? new Uint8Array())),
      info,
    );
  else if (element.is(DSIG, 'RetrievalMethod') || element.is(DSIG11, 'KeyInfoReference')) {
    const uri = element.attribute('URI') ?? '';
    const [target, other] = uri.startsWith('#') ? document.byId(uri.slice(1)) : [];
    const found = target && !other && !element.child(DSIG, 'Transforms') && retrievals > 0;
    if (!found) info.elsewhere.push(`${element.local} ${uri.slice(0, 100)}`);
    else if (target.is(DSIG, 'KeyInfo'))
      for (const child of target.elements) member(child, document, info, retrievals - 1); // prettier-ignore
    else member(target, document, info, retrievals - 1);
  } else if (info.elsewhere.length < 20) info.elsewhere.push(element.local);
}

function x509(element: TreeElement, info: KeyInfo): void {
  for (const child of element.elements) {
    if (child.is(DSIG, 'X509Certificate')) addCertificate(base64(child.text), info);
    else if (child.is(DSIG, 'X509CRL')) {
      const crl = base64(child.text);
      if (crl && info.crls.length < MAX_CERTIFICATES) info.crls.push(crl);
    } else if (info.elsewhere.length < 20) info.elsewhere.push(child.local);
  }
}

function addCertificate(bytes: Uint8Array | null, info: KeyInfo): void {
  const certificate = bytes && info.certificates.length < MAX_CERTIFICATES ? certificateOf(bytes) : null;
  if (!certificate) info.unreadable.push(bytes ?? new Uint8Array());
  else if (!info.certificates.some((one) => Buffer.from(one.bytes).equals(certificate.bytes))) info.certificates.push(certificate); // prettier-ignore
}

/** Null for what is no certificate. */
export const certificateOf = (bytes: Uint8Array): Certificate | null => orNull(() => readCertificate(bytes));

/** Null instead of DerError. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function addKey(key: PublicKey | null, info: KeyInfo): void {
  if (key && info.keys.length < MAX_CERTIFICATES) info.keys.push({ key, certificate: null });
  else info.elsewhere.push('KeyValue');
}

/** Null for a KeyValue that can't be read. */
function keyValue(value: TreeElement): PublicKey | null {
  const number = (local: string) => base64(value.child(DSIG, local)?.text ?? '') ?? Buffer.alloc(0);
  if (value.is(DSIG, 'RSAKeyValue')) {
    const [n, e] = [number('Modulus'), number('Exponent')];
    return n.length > 0 && e.length > 0 ? rsaPublicKey(n, e) : null;
  }
  if (value.is(DSIG, 'DSAKeyValue')) {
    const [p, q, g, y] = [number('P'), number('Q'), number('G'), number('Y')];
    return [p, q, g, y].every((one) => one.length > 0) ? dsaPublicKey(p, q, g, y) : null;
  }
  if (value.is(DSIG11, 'ECKeyValue')) {
    const curve = curveOf(value.child(DSIG11, 'NamedCurve')?.attribute('URI'));
    const point = base64(value.child(DSIG11, 'PublicKey')?.text ?? '');
    return curve && point?.[0] === 4 ? ecPublicKey(curve, point) : null;
  }
  if (value.is(DSIG_MORE, 'ECDSAKeyValue')) {
    // RFC 4050, as older writers have it: coordinates as decimal numbers.
    const curve = curveOf(value.child(DSIG_MORE, 'DomainParameters')?.child(DSIG_MORE, 'NamedCurve')?.attribute('URN'));
    const bytes = CURVE_BYTES[curve ?? ''];
    const point = value.child(DSIG_MORE, 'PublicKey');
    const [x, y] = ['X', 'Y'].map((name) => coordinate(point?.child(DSIG_MORE, name)?.attribute('Value') ?? '', bytes));
    return curve && x && y ? ecPublicKey(curve, Buffer.concat([Buffer.from([4]), x, y])) : null;
  }
  return null;
}

/** `urn:oid:1.2.840.10045.3.1.7` without its beginning. */
const curveOf = (uri: string | undefined): string | null => /^urn:oid:(\d{1,10}(?:\.\d{1,10}){1,20})$/.exec(uri ?? '')?.[1] ?? null; // prettier-ignore

const CURVE_BYTES: Readonly<Record<string, number>> = { '1.2.840.10045.3.1.7': 32, '1.3.132.0.34': 48, '1.3.132.0.35': 66 }; // prettier-ignore

function coordinate(decimal: string, bytes: number | undefined): Buffer | null {
  if (bytes === undefined || !/^\d{1,200}$/.test(decimal)) return null;
  const hex = BigInt(decimal).toString(16).padStart(2 * bytes, '0'); // prettier-ignore
  return hex.length === 2 * bytes ? Buffer.from(hex, 'hex') : null;
}
