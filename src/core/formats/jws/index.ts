import { type ByteSource } from '../../byte-source.js';
import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { type Format } from '../format.js';
import { looksLikeText } from '../plain-text.js';
import { type Reading, readingOf } from '../report.js';

/** A larger one is text to us: JSON is parsed whole. */
const MAX_BYTES = 8 << 20;
const MAX_SIGNATURES = 100;
const COMPACT = /^\s*(eyJ[A-Za-z0-9_-]{8,8192})\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]+)\s*$/;

/** Header parameters that only JAdES has (ETSI TS 119 182-1 5). */
const JADES = ['sigT', 'sigX5ts', 'x5t#o', 'x5ts', 'srCms', 'sigPl', 'srAts', 'adoTst', 'sigPId', 'sigD', 'etsiU'];

/** A JSON Web Signature as a file of its own: compact, flattened or general (RFC 7515 7), with JAdES. Found, not verified. */
export const jws: Format = {
  id: 'jws',
  zh: 'JSON 签名',
  en: 'JSON Web Signature',
  matches: (head) => looksLikeText(head) && /^(?:\xef\xbb\xbf)?\s*(?:\{|eyJ)/.test(Buffer.from(head.subarray(0, 64)).toString('latin1')), // prettier-ignore
  read: readJws,
};

async function readJws(source: ByteSource): Promise<Reading | null> {
  if (source.sizeBytes > MAX_BYTES) return null;
  const text = Buffer.from(await source.read(0, source.sizeBytes)).toString('utf8');
  const compact = COMPACT.exec(text);
  const found = compact ? [compact[1]!] : serialized(text);
  if (found === null) return null;
  const evidence = found.slice(0, MAX_SIGNATURES).map((header, i): Evidence => {
    const profile = isJades(header) ? 'JAdES' : 'JWS';
    const where = compact ? 'offset 0' : found.length > 1 ? `signatures[${i}]` : 'signature';
    const place = { id: `${profile}[${i}]`, kind: 'signature', container: 'jws', profile, where } as const;
    return foundOnly(place, `signatures in JSON (${profile}) are found, not verified by this version`);
  });
  return readingOf(
    {
      format: 'jws',
      pronom: [],
      mimeType: compact ? 'application/jose' : 'application/jose+json',
      description: `JSON Web Signature, ${compact ? 'compact' : 'JSON'} serialization`,
    },
    [],
    { evidence, unchecked: true },
  );
}

/** The protected headers of a JSON serialization, as they stand; null for any other text. */
function serialized(text: string): string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const list = Array.isArray(value['signatures']) ? (value['signatures'] as unknown[]) : [value];
  // DSSE envelopes and bundles of other kinds also say `signatures`, without a JOSE header.
  const headers = list.filter(isObject).filter((one) => typeof one['signature'] === 'string' && ('protected' in one || isObject(one['header']))); // prettier-ignore
  if (headers.length === 0 || !('payload' in value || 'protected' in value || Array.isArray(value['signatures'])))
    return null;
  return headers.map((one) => (typeof one['protected'] === 'string' ? one['protected'] : ''));
}

function isJades(header: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(header.slice(0, 1 << 20), 'base64url').toString());
    return isObject(value) && JADES.some((name) => Object.hasOwn(value, name));
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
