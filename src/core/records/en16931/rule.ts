import { absolute, compare, type Decimal, encodeDecimal, subtract } from '../decimal.js';
import { type RecordFindingCode } from '../findings.js';
import { type InvoiceView } from './view.js';

/** What is wrong where a rule does not hold. */
export interface Broken {
  /** Term and group it is found at; null: the group as a whole. */
  key: string | null;
  group: string;
  expected?: string;
  found?: string;
}

/**
 * A business rule of EN 16931-1 clause 6.4, as data. All those here are `fatal` in the Schematron that CEN/TC 434 publishes, except
 * where `advice` says otherwise.
 */
export interface InvoiceRule {
  /** `BR-CO-10` */
  id: string;
  code: RecordFindingCode;
  /** In the words of the rule, short. */
  says: string;
  /** Holds for profiles without lines and VAT breakdown too (Factur-X MINIMUM and BASIC WL). */
  header: boolean;
  /** Arithmetic of totals, which holds in every profile and in the forerunners of EN 16931. */
  arithmetic: boolean;
  /** Not a rule of EN 16931-1: a warning that never makes an invoice invalid. */
  advice: boolean;
  broken: (invoice: InvoiceView) => Broken[];
}

type Rule = Pick<InvoiceRule, 'id' | 'code' | 'says' | 'broken'> & Partial<InvoiceRule>;
export const rule = (one: Rule): InvoiceRule => ({ header: false, arithmetic: false, advice: false, ...one });

/** Half a cent: what rounding a sum to two decimals may make. */
export const HALF_CENT: Decimal = { units: 5n, scale: 3 };
/** What the Schematron allows where VAT is calculated from a rate: invoices round line by line. */
export const ONE_UNIT: Decimal = { units: 1n, scale: 0 };

export const within = (one: Decimal, other: Decimal, most: Decimal): boolean => compare(absolute(subtract(one, other)), most) <= 0; // prettier-ignore

/** The document (empty), every group of a family (`line`), or of a family inside each of them (`line/allowance`). */
export function groupsAt(invoice: InvoiceView, scope: string): readonly string[] {
  if (scope === '') return [''];
  const [outer, inner] = scope.split('/') as [string, string?];
  const groups = invoice.groups(outer);
  return inner === undefined ? groups : groups.flatMap((group) => invoice.groups(`${group}/${inner}`));
}

export const shown = (number: Decimal): string => encodeDecimal(number);
