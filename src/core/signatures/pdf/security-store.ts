import { type PdfDocument } from '../../pdf/document.js';
import { dictOf, type PdfDict, PdfRef, type PdfValue } from '../../pdf/objects.js';
import { type Material } from '../evidence.js';

/** One certificate, CRL or OCSP response of the document, and where its object ends in the file. */
export interface StoredValue {
  kind: keyof Material;
  bytes: Uint8Array;
  end: number;
}

const MAX_VALUES = 1000;
const MAX_VALUE_BYTES = 16 << 20;
const KINDS = [
  ['Certs', 'certificates'],
  ['CRLs', 'crls'],
  ['OCSPs', 'ocsps'],
] as const;
const VRI_KINDS = [
  ['Cert', 'certificates'],
  ['CRL', 'crls'],
  ['OCSP', 'ocsps'],
] as const;

/** The document security store with what it holds for single signatures (ETSI EN 319 142-1 5.4.2). */
export async function readSecurityStore(document: PdfDocument, catalog: PdfDict): Promise<StoredValue[]> {
  const store = dictOf(await document.resolve(catalog.get('DSS')));
  if (store === undefined) return [];
  const found: StoredValue[] = [];
  const seen = new Set<number>();
  const take = async (list: PdfValue | undefined, kind: keyof Material) => {
    const values = await document.resolve(list);
    for (const value of Array.isArray(values) ? values : []) {
      if (!(value instanceof PdfRef) || seen.has(value.number) || found.length >= MAX_VALUES) continue;
      seen.add(value.number);
      const object = await document.object(value, MAX_VALUE_BYTES);
      const bytes = object && document.dataOf(object, MAX_VALUE_BYTES);
      if (object && bytes) found.push({ kind, bytes, end: object.end });
    }
  };
  for (const [key, kind] of KINDS) await take(store.get(key), kind);
  const related = dictOf(await document.resolve(store.get('VRI')));
  for (const value of [...(related?.values() ?? [])].slice(0, MAX_VALUES)) {
    const one = dictOf(await document.resolve(value));
    for (const [key, kind] of VRI_KINDS) await take(one?.get(key), kind);
  }
  return found;
}
