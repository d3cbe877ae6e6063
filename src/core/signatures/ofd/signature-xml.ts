import { parseXml, type XmlLimits } from '../../xml.js';

/** Signature.xml (GB/T 33190-2016 18.2), as far as a verifier needs it. */
export interface OfdSignatureXml {
  /** As written: an OID, `SM3`, …; null when absent. */
  checkMethod: string | null;
  references: { fileRef: string; checkValue: string }[];
  /** Locations, as written. */
  signedValue: string | null;
  seal: string | null;
  method: string | null;
  claimedTime: string | null;
}

const MAX_REFERENCES = 20_000;
const MAX_TEXT = 4096;

/**
 * SignatureDateTime (GB/T 33190-2016 18.2.1) as RFC 3339; null when it is no time. Without a zone it is taken for that of
 * China, which software that leaves it out writes; it proves nothing either way.
 */
function timeOf(text: string): string | null {
  const compact = /^(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})(Z?)$/.exec(text);
  const plain = compact
    ? `${compact.slice(1, 4).join('-')}T${compact.slice(4, 7).join(':')}${compact[7]}`
    : text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T');
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/.test(plain)) return null;
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(plain) ? plain : `${plain}+08:00`;
  return Number.isNaN(Date.parse(zoned)) ? null : zoned;
}

/** Null when it is no well-formed XML or names more files than a document has. */
export function readSignatureXml(bytes: Uint8Array, limits: XmlLimits): OfdSignatureXml | null {
  const read: OfdSignatureXml = {
    checkMethod: null,
    references: [],
    signedValue: null,
    seal: null,
    method: null,
    claimedTime: null,
  };
  const path: string[] = [];
  let text = '';
  let fileRef: string | null = null;
  let doubled = false;
  const once = (now: string | null, value: string): string => {
    if (now !== null) doubled = true;
    return value;
  };
  const problem = parseXml(
    bytes,
    {
      open({ local, attributes }) {
        path.push(local);
        text = '';
        if (local === 'References') read.checkMethod = attributes['CheckMethod']?.value.trim() ?? null;
        if (local === 'Reference') fileRef = attributes['FileRef']?.value ?? '';
      },
      text(piece) {
        if (text.length < MAX_TEXT) text += piece;
      },
      close({ local }) {
        path.pop();
        const value = text.trim();
        text = '';
        const parent = path.at(-1);
        if (local === 'CheckValue' && fileRef !== null) read.references.push({ fileRef, checkValue: value });
        if (local === 'Reference') fileRef = null;
        if (local === 'SignedValue' && parent === 'Signature') read.signedValue = once(read.signedValue, value);
        if (local === 'BaseLoc' && parent === 'Seal') read.seal = once(read.seal, value);
        if (local === 'SignatureMethod') read.method = value;
        if (local === 'SignatureDateTime') read.claimedTime = timeOf(value);
      },
    },
    limits,
  );
  return problem !== null || doubled || read.references.length > MAX_REFERENCES ? null : read;
}
