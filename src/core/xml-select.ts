import { type XmlElement } from './xml-tree.js';

/**
 * Paths of local names through a tree, as tables of readers write them:
 * `PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID`, `InvoiceLine|CreditNoteLine`, `SpecifiedTaxRegistration/ID[@schemeID=VA]`.
 * A filter compares text without the white space around it and without regard to case, `=a|b` with several; `!=` holds too when there is
 * nothing to compare; `[Party]` asks that it is there.
 */
interface Step {
  names: readonly string[];
  filter: { path: readonly Step[]; attribute: string | null; values: readonly string[] | null; equal: boolean } | null;
}

const FORM = /^([\w|]+)(?:\[([^\]@=!]*)(?:@(\w+))?(?:(!?=)([^\]]*))?\])?$/;
const parsed = new Map<string, readonly Step[]>();

function parsePath(path: string): readonly Step[] {
  if (path === '') return [];
  const known = parsed.get(path);
  if (known !== undefined) return known;
  // A slash inside brackets belongs to the filter.
  const steps = path.split(/\/(?![^[]*\])/).map((text): Step => {
    const [, names, inner = '', attribute, operator, value] = FORM.exec(text) ?? [];
    if (names === undefined) throw new Error(`no path: ${path}`);
    const filter = text.includes('[')
      ? {
          path: parsePath(inner),
          attribute: attribute ?? null,
          values: value?.toLowerCase().split('|') ?? null,
          equal: operator !== '!=',
        }
      : null;
    return { names: names.split('|'), filter };
  });
  parsed.set(path, steps);
  return steps;
}

/** Elements below this one, in the order of the document. `of`: the namespaces that count; an element of another one is passed over. */
export function selectAll(element: XmlElement, path: string, of: (uri: string) => boolean = () => true): XmlElement[] {
  return walk([element], parsePath(path), of);
}

export function selectFirst(element: XmlElement, path: string, of?: (uri: string) => boolean): XmlElement | undefined {
  return selectAll(element, path, of)[0];
}

function walk(from: XmlElement[], steps: readonly Step[], of: (uri: string) => boolean): XmlElement[] {
  let here = from;
  for (const { names, filter } of steps) {
    const next: XmlElement[] = [];
    for (const element of here)
      for (const child of element.children)
        if (names.includes(child.local) && of(child.uri) && (filter === null || passes(child, filter, of)))
          next.push(child);
    here = next;
  }
  return here;
}

function passes(element: XmlElement, filter: NonNullable<Step['filter']>, of: (uri: string) => boolean): boolean {
  const { path, attribute, values, equal } = filter;
  const texts = walk([element], path, of).flatMap((found) => {
    const text = attribute === null ? found.text : found.attributes[attribute];
    return text === undefined ? [] : [text.trim().toLowerCase()];
  });
  return values === null ? texts.length > 0 : texts.some((text) => values.includes(text)) === equal;
}
