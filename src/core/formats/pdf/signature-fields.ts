import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { type PdfDocument } from './document.js';
import { dictOf, nameOf, type PdfDict, PdfRef, type PdfValue, textOf } from './objects.js';

const MAX_FIELDS = 20_000;

/** Signed signature fields of the form (ISO 32000-1 12.7.4.5); null when part of the form can't be read. */
export async function signatureFields(
  document: PdfDocument,
  catalog: PdfDict,
): Promise<{ signatures: Evidence[]; complete: boolean }> {
  const signatures: Evidence[] = [];
  const form = catalog.get('AcroForm');
  if (form === undefined || form === null) return { signatures, complete: true };
  const fields = await document.resolve(dictOf(await document.resolve(form))?.get('Fields'));
  if (!Array.isArray(fields))
    return {
      signatures,
      complete: fields === undefined ? dictOf(await document.resolve(form)) !== undefined : fields === null,
    };
  let complete = true;
  const seen = new Set<number>();
  const queue = fields.map((field) => ({ field, name: '', type: undefined as string | undefined, depth: 0 }));
  for (let taken = 0; taken < queue.length; taken++) {
    const next = queue[taken];
    if (next === undefined) break;
    if (taken > Math.min(MAX_FIELDS, document.limits.maxItems) || next.depth > document.limits.maxDepth)
      return { signatures, complete: false };
    if (next.field instanceof PdfRef) {
      if (seen.has(next.field.number)) continue;
      seen.add(next.field.number);
    }
    const field = dictOf(await document.resolve(next.field));
    if (field === undefined) {
      complete = false;
      continue;
    }
    const own = textOf(field.get('T'));
    const name = own === undefined ? next.name : next.name === '' ? own : `${next.name}.${own}`;
    const type = nameOf(await document.resolve(field.get('FT'))) ?? next.type;
    const kids = await document.resolve(field.get('Kids'));
    if (Array.isArray(kids) && queue.length + kids.length > document.limits.maxItems)
      return { signatures, complete: false };
    if (Array.isArray(kids)) for (const kid of kids) queue.push({ field: kid, name, type, depth: next.depth + 1 });
    const value = field.get('V');
    if (type !== 'Sig' || value === undefined || value === null) continue;
    signatures.push(await presence(document, await document.resolve(value), value, name, signatures.length));
  }
  return { signatures, complete };
}

async function presence(
  document: PdfDocument,
  resolved: PdfValue | undefined,
  value: PdfValue,
  name: string,
  index: number,
): Promise<Evidence> {
  const dict = dictOf(resolved);
  const profile = nameOf(await document.resolve(dict?.get('SubFilter')));
  const range = await document.resolve(dict?.get('ByteRange'));
  const timestamp = nameOf(dict?.get('Type')) === 'DocTimeStamp' || profile === 'ETSI.RFC3161';
  const about =
    dict === undefined
      ? 'its dictionary can not be read'
      : Array.isArray(range)
        ? `ByteRange [${range
            .map((n) => (typeof n === 'number' ? n : '?'))
            .slice(0, 16)
            .join(' ')}]`
        : 'without ByteRange';
  return foundOnly(
    {
      id: name === '' ? `Signature[${index}]` : name.slice(0, 200),
      kind: timestamp ? 'timestamp' : 'signature',
      container: 'pdf',
      ...(profile === undefined ? {} : { profile }),
      where: value instanceof PdfRef ? `object ${value.number}` : `field ${name}`,
    },
    `not yet verified; ${about}`,
  );
}
