import { selectAll } from '../xml-select.js';
import { type XmlElement } from '../xml-tree.js';
import { checkInvoice, rulesFor } from './en16931/index.js';
import { type Fact } from './fact.js';
import { placeIn } from './fact-value.js';
import { recordFinding } from './findings.js';
import { invoiceProfile } from './invoice-profile.js';
import { type DocumentReading } from './reader.js';
import { factIn, type Mapped, mappedFacts, type Mapping, type Vocabulary } from './xml-mapping.js';

/** What UBL and CII have in common once each has said where things stand. */
export interface InvoiceSyntax {
  mapping: Mapping;
  /** Groups that only rules ask for. */
  structure: Mapping;
  of: (uri: string) => boolean;
  /** Where the currency of the invoice and the totals of VAT stand; there may be one per currency. */
  currency: string;
  taxTotals: string;
  dateOf?: Vocabulary['dateOf'];
}

/** The document with its groups, before rules and bounds. */
export interface InvoiceRead {
  said: Mapped;
  /** With the groups that only rules ask for. */
  whole: Mapped;
  profile: ReturnType<typeof invoiceProfile>;
}

/** More lines (or notes, or anything) than these are counted and checked, and their facts left in the file. */
const MAX_PER_GROUP = 2000;

export function readInvoice(root: XmlElement, carrier: string, syntax: InvoiceSyntax): InvoiceRead {
  const { of, mapping, dateOf } = syntax;
  const currency = selectAll(root, syntax.currency, of)[0]?.text.trim();
  const vocabulary: Vocabulary = {
    of,
    carrier,
    ...(currency === undefined || currency === '' ? {} : { currency }),
    ...(dateOf === undefined ? {} : { dateOf }),
  };
  const said = mappedFacts(root, mapping, vocabulary);
  const text = (key: string) => said.facts.find((fact) => fact.key === key && fact.group === undefined)?.text;
  const totals = selectAll(root, syntax.taxTotals, of).map((element) =>
    factIn(element, undefined, { key: 'total-tax', type: 'amount', group: undefined }, vocabulary),
  );
  said.facts.push(...taxTotals(totals, currency, text('tax-currency')));
  const structure = mappedFacts(root, syntax.structure, vocabulary);
  for (const [index, total] of totals.entries()) {
    const group = `tax-total/${index + 1}`;
    structure.groups.set(group, total.place);
    structure.facts.push({ ...total, key: 'total', group });
  }
  const whole = {
    facts: [...said.facts, ...structure.facts],
    groups: new Map([['', placeIn(carrier, root.place)], ...said.groups, ...structure.groups]),
  };
  return { said, whole, profile: invoiceProfile(text('specification-id')) };
}

/** BT-110 is in the currency of the invoice, BT-111 in that of accounting: the same element twice, told apart by its currency alone. */
function taxTotals(totals: readonly Fact[], currency: string | undefined, accounting: string | undefined): Fact[] {
  const own = totals.find((fact) => fact.text !== '' && fact.currency === currency) ?? (totals.length === 1 ? totals[0] : undefined); // prettier-ignore
  const other = totals.find((fact) => fact !== own && fact.text !== '' && fact.currency === accounting);
  return [
    ...(own === undefined || own.text === '' ? [] : [own]),
    ...(other === undefined ? [] : [{ ...other, key: 'total-tax-accounting' }]),
  ];
}

/** What the reader says of it: the facts of the first lines, the name of the profile, and where the rules that hold for it do not hold. */
export function readingOf({ said, whole, profile }: InvoiceRead): DocumentReading {
  const id = said.facts.find(({ key }) => key === 'specification-id')?.text;
  const name = profile?.name ?? id?.slice(0, 200);
  const facts = said.facts.filter(({ group }) => !isBeyond(group));
  const findings = checkInvoice(whole, rulesFor(profile));
  if (facts.length < said.facts.length)
    findings.push(
      recordFinding(
        'EN16931_LINES_UNREAD',
        whole.groups.get('') ?? '',
        `facts of the first ${MAX_PER_GROUP} lines only`,
        {
          found: `${said.facts.length - facts.length} facts more`,
        },
      ),
    );
  return { ...(name === undefined ? {} : { profile: name }), facts, findings };
}

/** `line/2001`, `line/1/allowance/2001`. */
const isBeyond = (group = ''): boolean => group.split('/').some((part) => Number(part) > MAX_PER_GROUP);
