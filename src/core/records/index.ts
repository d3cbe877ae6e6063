import { type ByteSource } from '../byte-source.js';
import { type Finding } from '../finding.js';
import { type ReadLimits } from '../formats/format.js';
import { ACCOUNTING_KINDS } from './accounting/index.js';
import { withBookings } from './booking/index.js';
import { carriedIn } from './carriers/index.js';
import { ciiInvoice, ciiOrder } from './documents/cii-invoice/index.js';
import { fatturaPa } from './documents/fatturapa/index.js';
import { ofdInvoiceTags } from './documents/ofd-invoice-tags/index.js';
import { pdfInvoiceText } from './documents/pdf-invoice-text/index.js';
import { ublInvoice } from './documents/ubl-invoice/index.js';
import { cnEinvoice } from './documents/cn-einvoice/index.js';
import { cnVatInvoice } from './documents/cn-vat-invoice/index.js';
import { XBRL_READERS } from './documents/xbrl/index.js';
import { eCertificateData } from './e-certificate/document.js';
import { eCertificate } from './e-certificate/index.js';
import { eInvoice } from './e-invoice/index.js';
import { type DocumentFacts } from './fact.js';
import { recordFinding } from './findings.js';
import { extended, generic, kindOfScheme } from './generic/index.js';
import { mappedDocuments, type SchemeMappings } from './generic/mapping.js';
import { type FondsSchemes, NO_SCHEMES } from './generic/scheme.js';
import { governmentService } from './government-service/index.js';
import { checkHybrid } from './hybrid-invoice.js';
import { type KindInput, type RecordKind, type RecordReading } from './kind.js';
import { handlingSheet } from './official-document/document.js';
import { officialDocument } from './official-document/index.js';
import { type DocumentReader } from './reader.js';
import { VOUCHER_KINDS } from './voucher/index.js';

/** What is read out of files. The first that matches reads. */
export const READERS: readonly DocumentReader[] = [
  ...XBRL_READERS,
  cnEinvoice,
  cnVatInvoice,
  ofdInvoiceTags,
  pdfInvoiceText,
  ublInvoice,
  ciiInvoice,
  ciiOrder,
  fatturaPa,
  eCertificateData,
  handlingSheet,
]; // prettier-ignore

/** The kinds of records. The last takes everything. */
export const KINDS: readonly RecordKind[] = [
  ...ACCOUNTING_KINDS,
  ...VOUCHER_KINDS,
  eInvoice,
  eCertificate,
  governmentService,
  officialDocument,
  generic,
]; // prettier-ignore

export const AUTO = 'auto';

/**
 * Everything the file says, document by document, and what the mappings of a fonds find in it. Throws only what the source
 * throws.
 */
export async function documentsIn(
  source: ByteSource,
  format: string,
  limits: ReadLimits,
  mappings: readonly SchemeMappings[] = [],
): Promise<{ documents: DocumentFacts[]; findings: Finding[] }> {
  const said = await carriedIn(source, format, limits);
  const { carried, findings } = said;
  const documents: DocumentFacts[] = [];
  for (const one of carried) {
    documents.push(...mappedDocuments(one, mappings));
    const reader = READERS.find((line) => line.matches(one));
    if (reader === undefined) continue;
    const { profile, facts, findings: found } = reader.read(one);
    findings.push(...found);
    documents.push({
      document: reader.id,
      reader: `${reader.id}/${reader.version}`,
      ...(profile === undefined ? {} : { profile }),
      carrier: one.carrier,
      facts,
    });
  }
  if (format === 'pdf') findings.push(...checkHybrid(said, documents));
  return { documents, findings };
}

/** With what a fonds adds: kinds of its own come first, a scheme for a kind of ours is shown to that kind. */
function kindsWith({ kinds, elements }: FondsSchemes): readonly RecordKind[] {
  const added = kinds.filter(({ id }) => !KINDS.some((line) => line.id === id));
  return [...added.map((scheme) => kindOfScheme(scheme, elements)), ...KINDS];
}

/**
 * What kind of record this is and what it says. `auto` takes the kind that is surest; a declared kind stays, and when the
 * files are plainly of another one there is a finding. A kind without a line here and without a scheme of the fonds is read
 * as generic.
 */
export function readRecord(input: KindInput, schemes: FondsSchemes = NO_SCHEMES): RecordReading {
  const { kind: declared } = input.declaration;
  const kinds = kindsWith(schemes);
  const read = (kind: RecordKind) => {
    if (kind.basis === 'own') return kind.read(input);
    const scheme = schemes.kinds.find(({ id }) => id === kind.id);
    const reading = kind.read(scheme === undefined ? input : { ...input, scheme });
    return scheme === undefined && schemes.elements.length === 0
      ? reading
      : extended(reading, input, scheme, schemes.elements);
  };
  const sure = kinds.map((kind) => ({ kind, weight: kind.recognise(input) }));
  const best = sure.reduce((one, other) => (other.weight > one.weight ? other : one));
  if (declared === AUTO) return withBookings({ kind: best.kind.id, ...read(best.kind) }, input.files);
  const known = sure.find(({ kind }) => kind.id === declared);
  const reading = read(known?.kind ?? generic);
  // A kind that nobody knows is kept as it was said: it may be mistyped.
  if (best.weight === 2 && best.kind.id !== declared && (known === undefined || known.weight === 0)) {
    reading.findings.push(
      recordFinding('KIND_UNLIKELY', 'kind', `declared as ${declared}, the files are of kind ${best.kind.id}`, {
        expected: declared,
        found: best.kind.id,
      }),
    );
  }
  return withBookings({ kind: declared, ...reading }, input.files);
}
