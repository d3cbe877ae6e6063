import { bufferOver } from '../../bytes.js';

/** DER of signedData with its tag: RFC 5652 5.1, and GB/T 35275 for SM2. */
const SIGNED_DATA = [Buffer.from('06092a864886f70d010702', 'hex'), Buffer.from('060a2a811ccf550601040202', 'hex')];
/** The same without tag and length: what is left of it when bytes before it are damaged. */
const REMAINS = SIGNED_DATA.map((oid) => oid.subarray(2));
const SEQUENCE = 0x30;
/** ContentInfo's own header is at most ten bytes; PKIStatusInfo before it may hold some text. */
const FAR_BYTES = 300;

export type CmsForm = 'signed-data' | 'time-stamp-response' | 'damaged';

/**
 * What bytes begin as: SignedData, a TimeStampResp around one (RFC 3161 2.4.2), or something with the identifier of
 * SignedData where it stands in one and a header that is neither. Null for all else.
 */
export function cmsForm(head: Uint8Array): CmsForm | null {
  const bytes = bufferOver(head.subarray(0, FAR_BYTES));
  const at = firstOf(bytes, SIGNED_DATA);
  if (at < 2) return null;
  if (at === Infinity) return firstOf(bytes, REMAINS) <= 12 ? 'damaged' : null;
  const header = headerBytes(bytes);
  if (header === at) return 'signed-data';
  // SEQUENCE { SEQUENCE { INTEGER …
  if (header !== null && bytes[header] === SEQUENCE) return 'time-stamp-response';
  return at <= 10 ? 'damaged' : null;
}

const firstOf = (bytes: Buffer, sought: readonly Buffer[]): number =>
  Math.min(...sought.map((one) => bytes.indexOf(one)).map((found) => (found < 0 ? Infinity : found)));

/** Bytes of tag and length of the outer SEQUENCE. */
function headerBytes(bytes: Buffer): number | null {
  const [tag, first] = bytes;
  if (tag !== SEQUENCE || first === undefined) return null;
  return first <= 0x80 ? 2 : 2 + (first & 0x7f);
}

/** Whole length that the outer element states; null when it is indefinite or no length. */
export function statedBytes(head: Uint8Array): number | null {
  const first = head[1];
  if (first === undefined || first === 0x80) return null;
  if (first < 0x80) return 2 + first;
  const width = first & 0x7f;
  if (width > 6) return null;
  let length = 0;
  for (let i = 0; i < width; i++) length = length * 256 + (head[2 + i] ?? 0);
  return 2 + width + length;
}
