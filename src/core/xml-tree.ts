import { type XmlLimits, type XmlOptions, type XmlProblem, parseXml } from './xml.js';

/** One element of a small document that is read whole. For signatures there is another tree: this one keeps no prefixes of text. */
export interface XmlElement {
  local: string;
  /** Namespace; empty without one. */
  uri: string;
  /** Without namespace declarations, by the name as it stands. */
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** Character data of this element alone, in order, untrimmed. */
  text: string;
  /** `/EInvoice/Header/EIid`, `/Invoice/InvoiceLine[2]/ID`: local names, counted from the second of a name on. */
  place: string;
}

/**
 * Bytes → the root element. `problem` tells why there is none, or that the document ends badly: what was read before it stays
 * in the tree. Never throws for the bytes; DTDs are refused.
 */
export function parseXmlTree(
  bytes: Uint8Array,
  limits: XmlLimits,
  options: XmlOptions = {},
): { root: XmlElement | null; problem: XmlProblem | null } {
  let root: XmlElement | null = null;
  const open: { element: XmlElement; counts: Map<string, number> }[] = [];
  const problem = parseXml(
    bytes,
    {
      open(tag) {
        const parent = open.at(-1);
        const count = (parent?.counts.get(tag.local) ?? 0) + 1;
        parent?.counts.set(tag.local, count);
        const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
        for (const [name, { value }] of Object.entries(tag.attributes))
          if (name !== 'xmlns' && !name.startsWith('xmlns:')) attributes[name] = value;
        const element: XmlElement = {
          local: tag.local,
          uri: tag.uri,
          attributes,
          children: [],
          text: '',
          place: `${parent?.element.place ?? ''}/${tag.local}${count > 1 ? `[${count}]` : ''}`,
        };
        if (parent === undefined) root ??= element;
        else parent.element.children.push(element);
        open.push({ element, counts: new Map() });
      },
      close() {
        open.pop();
      },
      text(text) {
        const here = open.at(-1);
        if (here !== undefined) here.element.text += text;
      },
    },
    limits,
    options,
  );
  return { root, problem };
}

/** The first child of this local name, whatever its namespace. */
export function childOf(element: XmlElement | undefined, local: string): XmlElement | undefined {
  return element?.children.find((child) => child.local === local);
}

export function childrenOf(element: XmlElement | undefined, local: string): XmlElement[] {
  return element?.children.filter((child) => child.local === local) ?? [];
}

/** Down a path of local names, the first of each: `descend(root, 'Header', 'EIid')`. */
export function descend(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let here = element;
  for (const local of path) here = childOf(here, local);
  return here;
}

/** Text without the white space around it; undefined for an element that is not there or has none. */
export function textIn(element: XmlElement | undefined): string | undefined {
  const text = element?.text.trim();
  return text === undefined || text === '' ? undefined : text;
}
