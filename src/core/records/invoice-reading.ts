import { selectAll } from '../xml-select.js';
import { type XmlElement } from '../xml-tree.js';
import { type Fact } from './fact.js';
import { invoiceProfile } from './invoice-profile.js';
import { type DocumentReading } from './reader.js';
import { factIn, type Mapped, mappedFacts, type Mapping, type Vocabulary } from './xml-mapping.js';

/** What UBL and CII have in common once each has said where things stand. */
export interface InvoiceSyntax {
  mapping: Mapping;
  of: (uri: string) => boolean;
  /** Where the currency of the invoice and the totals of VAT stand; there may be one per currency. */
  currency: string;
  taxTotals: string;
  dateOf?: Vocabulary['dateOf'];
}

/** The document with its groups, before rules and bounds. */
export interface InvoiceRead extends Mapped {
  profile: ReturnType<typeof invoiceProfile>;
}

/** More lines than these are counted and checked, and their facts left in the file. */
const MAX_LINES = 2000;

export function readInvoice(root: XmlElement, carrier: string, syntax: InvoiceSyntax): InvoiceRead {
  const { of, mapping, dateOf } = syntax;
  const currency = selectAll(root, syntax.currency, of)[0]?.text.trim();
  const vocabulary: Vocabulary = {
    of,
    carrier,
    ...(currency === undefined || currency === '' ? {} : { currency }),
    ...(dateOf === undefined ? {} : { dateOf }),
  };
  const mapped = mappedFacts(root, mapping, vocabulary);
  const said = (key: string) => mapped.facts.find((fact) => fact.key === key && fact.group === undefined)?.text;
  const totals = selectAll(root, syntax.taxTotals, of).map((element) =>
    factIn(element, undefined, { key: 'total-tax', type: 'amount', group: undefined }, vocabulary),
  );
  mapped.facts.push(...taxTotals(totals, currency, said('tax-currency')));
  return { ...mapped, profile: invoiceProfile(said('specification-id')) };
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

/** What the reader says of it: the facts of the first lines, and the name of the profile. */
export function saidOf({ facts, profile }: InvoiceRead): Pick<DocumentReading, 'profile' | 'facts'> & { more: number } {
  const id = facts.find(({ key }) => key === 'specification-id')?.text;
  const name = profile?.name ?? id?.slice(0, 200);
  const kept = facts.filter(({ group }) => !(lineOf(group) > MAX_LINES));
  return { ...(name === undefined ? {} : { profile: name }), facts: kept, more: facts.length - kept.length };
}

/** Number of the line a group belongs to; 0 for what is none. */
const lineOf = (group: string | undefined): number =>
  group?.startsWith('line/') === true ? Number.parseInt(group.slice('line/'.length), 10) : 0;
