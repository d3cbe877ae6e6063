import { type Finding } from '../finding.js';
import { type DocumentFacts } from './fact.js';
import { recordFinding } from './findings.js';
import { type InvoiceProfile, invoiceProfile } from './invoice-profile.js';
import { type CarriedIn, type CarriedXml } from './reader.js';

const INVOICES: ReadonlySet<string> = new Set(['cii-invoice', 'ubl-invoice']);

/** By family of the profile, the name that its specification gives the embedded file; older names are still met and taken. */
const NAMES: readonly [family: RegExp, names: readonly string[]][] = [
  [/^ZUGFeRD 1\.0/, ['ZUGFeRD-invoice.xml']],
  [/^ZUGFeRD 2\.0/, ['zugferd-invoice.xml', 'factur-x.xml']],
  [/^XRechnung/, ['xrechnung.xml', 'factur-x.xml', 'zugferd-invoice.xml']],
  [/^(?:Factur-X|EN 16931$)/, ['factur-x.xml', 'zugferd-invoice.xml']],
];

/**
 * Does a PDF that carries an invoice as data say of it what it is? One invoice, its name, its relation to the page and the profile that
 * XMP announces (Factur-X 1.0 clause 6). Empty for a PDF that neither carries nor announces one.
 */
export function checkHybrid(
  { carried, announced }: Pick<CarriedIn, 'carried' | 'announced'>,
  documents: readonly DocumentFacts[],
): Finding[] {
  const invoices = documents.filter(({ document, carrier }) => INVOICES.has(document) && carrier !== '');
  const files = carried.filter((one): one is CarriedXml => one.kind === 'xml' && one.carrier !== '');
  const findings: Finding[] = [];
  if (announced?.fileName !== undefined && !files.some(({ name }) => name === announced.fileName))
    findings.push(
      recordFinding(
        'HYBRID_INVOICE_MISSING',
        'XMP DocumentFileName',
        'the announced invoice is not embedded, or not readable',
        {
          expected: announced.fileName,
          found: files.map(({ name }) => name).join(', ') || 'none',
        },
      ),
    );
  if (invoices.length > 1)
    findings.push(
      recordFinding('HYBRID_SEVERAL_INVOICES', 'embedded files', `${invoices.length} invoices are embedded`, {
        expected: '1',
        found: invoices.map(({ carrier, profile }) => `${carrier} (${profile ?? 'no profile'})`).join(', '),
      }),
    );
  for (const invoice of invoices) {
    const file = files.find(({ carrier }) => carrier === invoice.carrier);
    const profile = invoiceProfile(invoice.facts.find(({ key }) => key === 'specification-id')?.text);
    if (file === undefined || profile === null) continue;
    // Of several the announced one is meant by what XMP says.
    const meant = invoices.length === 1 || file.name === announced?.fileName;
    findings.push(...checkFile(file, profile), ...(meant ? checkLevel(file, profile, announced?.level) : []));
  }
  return findings;
}

function checkFile({ name, relation, carrier }: CarriedXml, profile: InvoiceProfile): Finding[] {
  const findings: Finding[] = [];
  const names = NAMES.find(([family]) => family.test(profile.name))?.[1];
  if (names !== undefined && !names.includes(name))
    findings.push(
      recordFinding('HYBRID_NAME_DIFFERS', carrier, `an invoice ${profile.name} is not embedded under this name`, {
        expected: names[0]!,
        found: name,
      }),
    );
  // ZUGFeRD 1.0 came before PDF readers knew the key, and many of its files have none.
  if (profile.rules === 'none') return findings;
  const allowed = profile.rules === 'header' ? ['Data'] : ['Alternative', 'Data', 'Source'];
  if (relation === undefined || !allowed.includes(relation))
    findings.push(
      recordFinding('HYBRID_RELATION_WRONG', carrier, `the AFRelationship does not fit ${profile.name}`, {
        expected: allowed.join(' or '),
        found: relation ?? 'none',
      }),
    );
  return findings;
}

/** `EN 16931`, `en16931` and the older `COMFORT` are one level; an XRechnung may be announced by its own word or as EN 16931. */
function checkLevel({ carrier }: CarriedXml, profile: InvoiceProfile, announced: string | undefined): Finding[] {
  const plain = (level: string) => level.replace(/[^a-z0-9]/gi, '').toUpperCase().replace(/^COMFORT$/, 'EN16931'); // prettier-ignore
  const levels = profile.name.startsWith('XRechnung') ? ['XRECHNUNG', 'EN 16931'] : profile.level === undefined ? [] : [profile.level]; // prettier-ignore
  if (announced === undefined || levels.length === 0 || levels.some((level) => plain(level) === plain(announced)))
    return [];
  return [
    recordFinding('HYBRID_PROFILE_DIFFERS', carrier, 'XMP announces another profile than the invoice names', {
      expected: profile.name,
      found: announced,
    }),
  ];
}
