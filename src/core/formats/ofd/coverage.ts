import { type Part, type PartRole } from './parts.js';

/** A file that no intact signature covers. */
export interface Uncovered {
  path: string;
  role: PartRole | 'stray';
  /**
   * `open`: it can be seen, and nothing that is signed stands for it: what is shown may not be what was signed.
   * `partial`: it belongs to the document as it was signed, or is not shown.
   */
  weight: 'open' | 'partial';
}

/** Shown on their own word: what stands in them is what people read. */
const SHOWN = new Set<PartRole>(['document', 'page', 'annotation', 'image']);
/**
 * Shown or read by software, and left out by makers of seals that are widespread (a tax bureau's seal over an invoice
 * and not over its blank form): when the signed document names such a file it was there, and the seal left it open.
 */
const SHOWN_WHEN_ADDED = new Set<PartRole>(['template', 'tag', 'resource']);

/**
 * What no intact signature covers, and how much that weighs. A file that only unsigned files name may have been added
 * after signing.
 */
export function uncoveredParts(
  content: readonly string[],
  parts: ReadonlyMap<string, Part>,
  covered: (path: string) => boolean,
): Uncovered[] {
  return content
    .filter((path) => !covered(path))
    .map((path) => {
      const part = parts.get(path);
      if (!part) return { path, role: 'stray', weight: 'partial' };
      const vouched = [...part.namedBy].some(covered);
      const open = SHOWN.has(part.role) || (SHOWN_WHEN_ADDED.has(part.role) && !vouched);
      return { path, role: part.role, weight: open ? 'open' : 'partial' };
    });
}
