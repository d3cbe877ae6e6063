import { type PdfDocument } from '../../pdf/document.js';
import { dictOf, hasRepeatedKey, nameOf, type PdfDict, PdfRef, PdfString, type PdfValue, textOf } from '../../pdf/objects.js'; // prettier-ignore
import { type FormField, type SignatureField } from './fields.js';

/** A signature dictionary (ISO 32000-1 table 252), as far as verification needs it. */
export interface SignatureDictionary {
  /** Of the object that is or holds the dictionary. */
  number: number | null;
  subFilter: string | undefined;
  /** A document time-stamp by its type or its subfilter. */
  isTimestamp: boolean;
  /** As it stands, whatever it is. */
  byteRange: PdfValue | undefined;
  /** The value and where its string stands in the file, `<` and `>` included; null where there is none. */
  contents: { bytes: Buffer; start: number; end: number } | null;
  /** /Cert: DER, of adbe.x509.rsa_sha1. */
  certificates: Buffer[];
  /** RFC 3339 of /M, as claimed. */
  claimedTime: string | null;
  /** A key stands twice, so readers may see different signatures. */
  ambiguous: boolean;
  permissions: Permissions;
}

/** What a signature lets happen after it. */
export interface Permissions {
  /** ISO 32000-1 12.8.2.2: 1 nothing, 2 forms and signatures, 3 annotations too; null: it says nothing. */
  level: 1 | 2 | 3 | null;
  /** Fields that must not change (ISO 32000-1 12.8.2.4). */
  locks: FieldLock[];
  /** Certifies the document, which the first signature may do. */
  certifies: boolean;
}

export interface FieldLock {
  action: 'All' | 'Include' | 'Exclude';
  fields: string[];
}

const MAX_CERTIFICATES = 50;
const MAX_REFERENCES = 20;

export async function readSignatureDictionary(
  document: PdfDocument,
  field: SignatureField,
): Promise<SignatureDictionary | null> {
  const holder =
    field.value instanceof PdfRef ? field.value : field.number === null ? null : new PdfRef(field.number, 0);
  const dict = dictOf(await document.resolve(field.value));
  if (dict === undefined) return null;
  const base = holder === null ? null : ((await document.head(holder))?.offset ?? null);
  const subFilter = nameOf(await document.resolve(dict.get('SubFilter')));
  const certificates = await document.resolve(dict.get('Cert'));
  return {
    number: holder?.number ?? null,
    subFilter,
    isTimestamp: nameOf(await document.resolve(dict.get('Type'))) === 'DocTimeStamp' || subFilter === 'ETSI.RFC3161',
    byteRange: await resolvedArray(document, dict.get('ByteRange')),
    contents: await contentsOf(document, dict.get('Contents'), base),
    certificates: await stringsOf(document, certificates),
    claimedTime: pdfTime(textOf(await document.resolve(dict.get('M')))),
    ambiguous: hasRepeatedKey(dict),
    permissions: await permissionsOf(document, dict, field),
  };
}

async function resolvedArray(document: PdfDocument, value: PdfValue | undefined): Promise<PdfValue | undefined> {
  const array = await document.resolve(value);
  if (!Array.isArray(array) || array.length > 64) return array;
  const items: PdfValue[] = [];
  for (const item of array) items.push((await document.resolve(item)) ?? null);
  return items;
}

async function contentsOf(
  document: PdfDocument,
  value: PdfValue | undefined,
  base: number | null,
): Promise<SignatureDictionary['contents']> {
  const own = value instanceof PdfRef ? ((await document.head(value))?.offset ?? null) : base;
  const string = await document.resolve(value);
  if (!(string instanceof PdfString)) return null;
  // Inside an object stream there is no place in the file, and a range can not spare it.
  return own === null
    ? { bytes: string.bytes, start: -1, end: -1 }
    : { bytes: string.bytes, start: own + string.start, end: own + string.end };
}

async function stringsOf(document: PdfDocument, value: PdfValue | undefined): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const one of Array.isArray(value) ? value.slice(0, MAX_CERTIFICATES) : [value]) {
    const string = await document.resolve(one);
    if (string instanceof PdfString) found.push(string.bytes);
  }
  return found;
}

/** Signature reference dictionaries (ISO 32000-1 table 253), and the lock of the field (table 233). */
async function permissionsOf(document: PdfDocument, dict: PdfDict, field: FormField): Promise<Permissions> {
  const permissions: Permissions = { level: null, locks: [], certifies: false };
  const references = await document.resolve(dict.get('Reference'));
  for (const value of Array.isArray(references) ? references.slice(0, MAX_REFERENCES) : []) {
    const reference = dictOf(await document.resolve(value));
    const method = nameOf(await document.resolve(reference?.get('TransformMethod')));
    const parameters = dictOf(await document.resolve(reference?.get('TransformParams')));
    if (method === 'DocMDP') {
      permissions.certifies = true;
      // ISO 32000-1 table 254: 2 where nothing is said.
      limit(permissions, (await document.resolve(parameters?.get('P'))) ?? 2);
    } else if (method === 'FieldMDP') await addLock(document, permissions, parameters);
  }
  const lock = dictOf(await document.resolve(field.dict.get('Lock')));
  if (lock !== undefined) {
    await addLock(document, permissions, lock);
    const level = await document.resolve(lock.get('P'));
    if (level !== undefined && level !== null) limit(permissions, level);
  }
  return permissions;
}

/** The strictest counts, and what is no level is read as the strictest. */
function limit(permissions: Permissions, value: PdfValue): void {
  const level = value === 2 || value === 3 ? value : 1;
  permissions.level = permissions.level === null || level < permissions.level ? level : permissions.level;
}

async function addLock(document: PdfDocument, permissions: Permissions, dict: PdfDict | undefined): Promise<void> {
  const action = nameOf(await document.resolve(dict?.get('Action')));
  const listed = await document.resolve(dict?.get('Fields'));
  const fields = (await Promise.all((Array.isArray(listed) ? listed : []).map((one) => document.resolve(one)))).flatMap(
    (one) => textOf(one) ?? [],
  );
  // An action that can't be read locks everything.
  permissions.locks.push({ action: action === 'Include' || action === 'Exclude' ? action : 'All', fields });
}

/** Does a lock speak of the field? Naming a field names its kids (ISO 32000-1 12.8.2.4). */
export function isLocked(locks: readonly FieldLock[], name: string): boolean {
  return locks.some(({ action, fields }) => {
    const named = fields.some((one) => name === one || name.startsWith(`${one}.`));
    return action === 'All' || (action === 'Include' ? named : !named);
  });
}

/** `D:YYYYMMDDHHmmSSOHH'mm` (ISO 32000-1 7.9.4) as RFC 3339; null when it is none. */
export function pdfTime(text: string | undefined): string | null {
  const match = /^(?:D:)?(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?/.exec(text ?? '');
  if (match === null) return null;
  const [, year, month, day, hour, minute, second = '00', , sign, zoneHour, zoneMinute = '00'] = match;
  // Without a zone the time is local to an unknown place: it is read as UTC.
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${sign === undefined ? 'Z' : `${sign}${zoneHour}:${zoneMinute}`}`;
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : new Date(time).toISOString().replace('.000Z', 'Z');
}
