import { type Finding } from '../../finding.js';
import { type Declaration } from '../../record.js';
import { type DeclaredNames, declaredFacts, sameFact } from '../agreement.js';
import { entryOf } from '../dictionary/index.js';
import { type SourcedFact } from '../fact.js';
import { factOf } from '../fact-value.js';
import { recordFinding } from '../findings.js';
import { FIELDS } from './fields.js';

/** The names under which a sender may declare what an invoice says: key, Chinese name and aliases of the dictionary. */
const NAMES: DeclaredNames = Object.fromEntries(
  FIELDS.flatMap(({ key }) => {
    const entry = entryOf(key);
    if (entry === undefined || entry.type === 'group') return [];
    const { type } = entry;
    return [key, entry.zh, ...entry.aliases].map((name) => [name, { key, type }]);
  }),
);

/** What the sender says of the invoice: metadata under any name of the dictionary. */
export const declaredInvoiceFacts = (declaration: Declaration): SourcedFact[] => declaredFacts(declaration, NAMES);

/** The record's own date, creator and title beside what the invoice says. */
export function aboutRecord({ date, creator, title }: Declaration, facts: readonly SourcedFact[]): Finding[] {
  const said = (key: string): SourcedFact | undefined =>
    facts.find((fact) => fact.key === key && fact.group === undefined && fact.reader !== 'declaration/1');
  const [issued, seller, buyer, number] = ['issue-date', 'seller-name', 'buyer-name', 'invoice-number'].map(said);
  const findings: Finding[] = [];
  const declared = (text: string, place: string, fact: SourcedFact) => ({
    ...factOf({ ...fact, text, place }),
    file: 'declaration',
  });
  const differs = (place: string, text: string, fact: SourcedFact): void => {
    findings.push(
      recordFinding('DECLARATION_DIFFERS', `declaration ${place}`, `${place} is not the ${fact.key} of the invoice`, {
        expected: `${fact.text} (${fact.file} ${fact.place})`,
        found: `${text} (declaration ${place})`,
      }),
    );
  };
  if (date !== undefined && issued !== undefined && !sameFact(issued, declared(date, 'date', issued)))
    differs('date', date, issued);
  const parties = [seller, buyer].filter((fact) => fact !== undefined);
  if (
    creator !== undefined &&
    seller !== undefined &&
    !parties.some((fact) => sameFact(fact, declared(creator, 'creator', fact)))
  )
    // prettier-ignore
    findings.push(
      recordFinding('INVOICE_CREATOR_OTHER', 'declaration creator', 'the creator is neither seller nor buyer', {
        expected: `${seller.text} (${seller.file} ${seller.place})`,
        found: creator.slice(0, 200),
      }),
    );
  // A title that names a number of 20 digits names an invoice: this one, one hopes.
  const named = /(?<!\d)\d{20}(?!\d)/.exec(title ?? '')?.[0];
  const numbers = facts.filter(({ key }) => key === 'invoice-number' || key === 'red-of-number');
  if (named !== undefined && number !== undefined && numbers.every(({ value }) => value !== named))
    differs('title', named, number);
  return findings;
}
