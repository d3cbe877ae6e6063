/** Profiles of the world's e-invoices: what a document says it follows (BT-24, BusinessDocumentSpecification identifier), and its name. */
export interface InvoiceProfile {
  /** For people: `XRechnung 3.0`, `Factur-X EXTENDED`. */
  name: string;
  /**
   * How far the rules of EN 16931-1 hold. `core`: all, the profile only restricts (a CIUS). `extended`: an extension may do
   * otherwise. `header`: a booking aid without lines (Factur-X MINIMUM and BASIC WL are no EN 16931 invoices). `none`: older or other.
   */
  rules: 'core' | 'extended' | 'header' | 'none';
  /** Word of the ladder of Factur-X and ZUGFeRD, as XMP names it: `BASIC WL`. */
  level?: string;
}

const LEVELS: Readonly<Record<string, string>> = {
  minimum: 'MINIMUM',
  basicwl: 'BASIC WL',
  basic: 'BASIC',
  comfort: 'COMFORT',
  en16931: 'EN 16931',
  extended: 'EXTENDED',
};

type Naming = readonly [pattern: RegExp, profileOf: (match: RegExpExecArray) => InvoiceProfile];

const ladder =
  (family: string, rules: (level: string) => InvoiceProfile['rules']) =>
  ([, word = '']: RegExpExecArray): InvoiceProfile => {
    const level = LEVELS[word.toLowerCase()] ?? word.toUpperCase();
    return { name: `${family} ${level}`, rules: rules(level), level };
  };

const facturX = (level: string): InvoiceProfile['rules'] =>
  level === 'EXTENDED' ? 'extended' : level === 'MINIMUM' || level === 'BASIC WL' ? 'header' : 'core';

/** The first that matches names it; the longer form of a family stands before the shorter. */
const NAMINGS: readonly Naming[] = [
  [/^urn:order-x\.eu:1p0:(\w+)$/i, ladder('Order-X', () => 'none')],
  [/[:#]factur-x\.eu:1p0:(\w+)$/i, ladder('Factur-X / ZUGFeRD 2', facturX)],
  [/[:#]zugferd\.de:2p0:(\w+)$/i, ladder('ZUGFeRD 2.0', facturX)],
  [/^urn:ferd:(?:CrossIndustryDocument:)?invoice:(?:1p0|rc):(\w+)$/i, ladder('ZUGFeRD 1.0', () => 'none')],
  [
    /:kosit:(?:standard:)?xrechnung_(\d+\.\d+).*:kosit:(?:extension:xrechnung|xrechnung:cvd)_\d/i,
    ([all = '', version]) => ({
      name: `XRechnung ${version} ${/:cvd_/i.test(all) ? 'CVD' : 'Extension'}`,
      rules: /:extension:/i.test(all) ? 'extended' : 'core',
    }),
  ],
  [/:kosit:(?:standard:)?xrechnung_(\d+\.\d+)$/i, ([, version]) => ({ name: `XRechnung ${version}`, rules: 'core' })],
  [/#compliant#urn:fdc:peppol\.eu:2017:poacc:billing:3\.0$/i, () => ({ name: 'Peppol BIS Billing 3.0', rules: 'core' })],
  [/^urn:peppol:pint:([\w-]+)@?([\w-]*)/i, ([, what, where]) => ({ name: `Peppol PINT ${what} ${where}`.trim(), rules: 'none' })],
  [/#compliant#urn:fdc:nen\.nl:nlcius:v1\.0$/i, () => ({ name: 'NLCIUS 1.0', rules: 'core' })],
  [/\burn\.cpro\.gouv\.fr:1p0:extended-ctc-fr$/i, () => ({ name: 'EXTENDED-CTC-FR', rules: 'extended' })],
  [/^urn:cen\.eu:en16931:2017$/i, () => ({ name: 'EN 16931', rules: 'core', level: 'EN 16931' })],
  [/^urn:cen\.eu:en16931:2017#compliant#/i, () => ({ name: 'EN 16931 CIUS', rules: 'core' })],
  [/^urn:cen\.eu:en16931:2017#conformant#/i, () => ({ name: 'EN 16931 extension', rules: 'extended' })],
]; // prettier-ignore

const MAX_ID = 500;

/** By the identifier as it stands; null for one that no row knows. */
export function invoiceProfile(id: string | undefined): InvoiceProfile | null {
  if (id === undefined || id.length > MAX_ID) return null;
  for (const [pattern, profileOf] of NAMINGS) {
    const match = pattern.exec(id);
    if (match !== null) return profileOf(match);
  }
  return null;
}
