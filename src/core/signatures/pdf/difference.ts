import { type Change } from '../facts.js';
import { dictOf, type PdfValue } from '../../pdf/objects.js';
import { type PdfView } from './view.js';

/** One difference between two neighbouring revisions, before anybody asks whether it is permitted. */
export interface Difference {
  kind: Change['kind'];
  /** What changed, for people: `page 1/Contents`, `field Amount`. */
  what: string;
  /** Fully qualified name, where a lock may speak of it. */
  field?: string;
  /** Never permitted, whatever the signature says: the reason. */
  never?: string;
  /** The signed value of another signature, or what a field shows, was exchanged. */
  attack?: 'signature' | 'appearance';
}

/** A dictionary, or an empty one. */
export async function dictAt(view: PdfView, value: PdfValue | undefined): Promise<Map<string, PdfValue>> {
  return dictOf(await view.document.resolve(value)) ?? new Map<string, PdfValue>();
}
