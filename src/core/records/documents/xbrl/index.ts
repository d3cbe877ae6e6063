import { type Finding } from '../../../finding.js';
import { type XmlElement } from '../../../xml-tree.js';
import { type Fact } from '../../fact.js';
import { factOf, placeIn } from '../../fact-value.js';
import { recordFinding } from '../../findings.js';
import { type Carried, type CarriedXml, type DocumentReader, type DocumentReading } from '../../reader.js';
import { BOOKING_ELEMENTS, BOOKING_TUPLES, flagOf, saysBooking } from './families/booking.js';
import { FAMILIES } from './families/index.js';
import { type Family, type Line } from './family.js';
import { type XbrlInstance, type XbrlItem, readInstance, taxonomyOf } from './instance.js';
import { findConflicts } from './duplicates.js';

/** A fact that has this key says which view a document is: `issuer` or `receiver`. */
export const VIEW = 'voucher-view';

const MAX_UNREADABLE = 20;

/** One reader for each family, and one for vouchers that came after this was written. */
export const XBRL_READERS: readonly DocumentReader[] = [
  ...FAMILIES.map((family) =>
    readerOf({ id: `xbrl-${family.prefix}`, zh: `${family.zh} XBRL`, en: `${family.en}, XBRL` }, family),
  ),
  readerOf(
    { id: 'xbrl-voucher', zh: '电子凭证 XBRL（未收录的种类）', en: 'Electronic voucher of a kind not listed, XBRL' },
    null,
  ),
];

function readerOf(names: Pick<DocumentReader, 'id' | 'zh' | 'en'>, family: Family | null): DocumentReader {
  return {
    ...names,
    version: 1,
    basis: 'implementations',
    matches: (carried) => {
      const prefix = prefixOf(carried);
      return prefix !== null && (family === null ? familyOf(prefix) === undefined : family.prefix === prefix);
    },
    read: (carried) => read(carried as CarriedXml, family),
  };
}

const familyOf = (prefix: string): Family | undefined => FAMILIES.find((family) => family.prefix === prefix);

/** The taxonomy that most of its facts are from; the first of equals. Null for anything but an instance with facts of ours. */
function prefixOf(carried: Carried): string | null {
  if (carried.kind !== 'xml' || carried.root.local !== 'xbrl') return null;
  const counts = new Map<string, number>();
  for (const { uri } of carried.root.children) {
    const prefix = taxonomyOf(uri)?.prefix;
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return (
    [...counts].reduce<[string, number] | null>((best, one) => (best && best[1] >= one[1] ? best : one), null)?.[0] ??
    null
  );
}

function read({ root, carrier, name }: CarriedXml, family: Family | null): DocumentReading {
  const place = (path: string) => placeIn(carrier, path);
  const instance = readInstance(root, place);
  const findings = [...instance.findings, ...findConflicts(instance.items)];
  const bookings = new Set(
    instance.items.flatMap(({ tuples }) => tuples.filter(isBooking).map(({ number }) => number)),
  );
  const facts: Fact[] = [];
  for (const item of instance.items) {
    if (item.text === null) continue;
    const line = lineOf(item, family);
    const group = groupOf(item, family, bookings.size > 1);
    const fact = factOf({
      key: line?.[0] ?? `xbrl:${item.prefix}:${item.local}`,
      type: line?.[1] ?? 'text',
      text: item.text,
      place: item.place,
      ...(group === undefined ? {} : { group }),
      ...(item.currency === undefined || line?.[1] !== 'amount' ? {} : { currency: item.currency }),
    });
    facts.push(fact);
    if (fact.value === null && findings.length < MAX_UNREADABLE) findings.push(unreadable(fact));
  }
  if (bookings.size > 1) facts.push(...documentsOfEntries(instance.items));
  const number = numberOf(instance, facts);
  if (number !== null) facts.push(number);
  facts.push(
    ...instance.entities.map(({ text, place }) =>
      factOf({ key: 'entity-identifier', type: 'identifier', text, place }),
    ),
  );
  facts.push(viewOf(instance, name, place(root.place)));
  return { profile: profileOf(root, family), facts, findings };
}

/** By the taxonomy the element itself is from; another family's element is read as that family says. */
function lineOf({ prefix, local }: XbrlItem, family: Family | null): Line | undefined {
  const own = familyOf(prefix) ?? family;
  for (const table of [own?.elements ?? {}, BOOKING_ELEMENTS]) if (Object.hasOwn(table, local)) return table[local];
  return flagOf(local);
}

const isBooking = ({ local }: { local: string }): boolean => BOOKING_TUPLES[local] === 'booking';

/**
 * `segment/1`, `entry/3`; entries are counted through the whole document. What is said of the booking stands for the whole while
 * there is only one, and in `booking/N` when a voucher was booked more than once. A tuple that no table knows is a group of its name.
 */
function groupOf({ tuples }: XbrlItem, family: Family | null, several: boolean): string | undefined {
  const tuple = tuples.at(-1);
  if (tuple === undefined || (isBooking(tuple) && !several)) return undefined;
  const known = { ...family?.tuples, ...BOOKING_TUPLES };
  return `${Object.hasOwn(known, tuple.local) ? known[tuple.local] : tuple.local}/${tuple.number}`;
}

/** So that an entry still says which of several accounting documents it stands in. */
function documentsOfEntries(items: readonly XbrlItem[]): Fact[] {
  const numbers = new Map<number, XbrlItem>();
  for (const item of items) {
    const tuple = item.tuples.at(-1);
    if (tuple && isBooking(tuple) && item.local === 'NumberOfAccountingDocuments') numbers.set(tuple.number, item);
  }
  const done = new Set<number>();
  return items.flatMap(({ tuples }) => {
    const [booking, entry] = tuples.slice(-2);
    const said = booking && entry && isBooking(booking) ? numbers.get(booking.number) : undefined;
    if (said?.text == null || !entry || done.has(entry.number)) return [];
    done.add(entry.number);
    const { text, place } = said;
    return [
      factOf({ key: 'accounting-document-number', type: 'identifier', text, place, group: `entry/${entry.number}` }),
    ];
  });
}

const NUMBERS = new Set(['invoice-number', 'invoice-unique-code', 'voucher-number', 'identifying-code', 'itinerary-number', 'account-number']); // prettier-ignore
const OF_A_PARTY = /Credit|Taxpayer|Issuer|Purchaser|Seller|Payer|Payee|Party|Bank|Account|Entity/;

/**
 * The number of a voucher whose family has no known element for it: an element named as a number that says the same as the
 * identifier of the context, which is where most families repeat it.
 */
function numberOf({ entities, items }: XbrlInstance, facts: readonly Fact[]): Fact | null {
  if (facts.some(({ key }) => NUMBERS.has(key))) return null;
  const found = items.find(
    ({ local, text, tuples }) =>
      tuples.length === 0 &&
      /Number|Code|No$|I[dD]$/.test(local) &&
      !OF_A_PARTY.test(local) &&
      entities.some((entity) => entity.text === text),
  );
  return found?.text == null
    ? null
    : factOf({ key: 'voucher-number', type: 'identifier', text: found.text, place: found.place });
}

/** By what only a receiver says; then by what the instance or the attachment calls itself (`einv_receiver_…`, `rai_issuer_….xml`). */
function viewOf({ items, schemaRefs }: XbrlInstance, name: string, place: string): Fact {
  const booked = items.find(({ local, tuples }) => saysBooking(local) || tuples.some(isBooking));
  const receiver = booked !== undefined || [...schemaRefs, name].some((said) => /_receiver(_|\.|$)/i.test(said));
  return factOf({ key: VIEW, type: 'code', text: receiver ? 'receiver' : 'issuer', place: booked?.place ?? place });
}

/** `rai 2021-11-30` */
function profileOf(root: XmlElement, family: Family | null): string {
  const taxonomies = root.children.map(({ uri }) => taxonomyOf(uri)).filter((one) => one !== null);
  const { prefix, date } = taxonomies.find((one) => one.prefix === family?.prefix) ?? taxonomies[0]!;
  return date === null ? prefix : `${prefix} ${date}`;
}

function unreadable({ key, type, text, place }: Fact): Finding {
  return recordFinding('XBRL_VALUE_UNREADABLE', place, `${key} is no ${type}: ${text.slice(0, 100)}`, {
    expected: type,
    found: text.slice(0, 100),
  });
}
