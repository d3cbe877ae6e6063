import { type ByteSource } from '../../byte-source.js';
import { type ReadLimits } from '../../formats/format.js';
import { type OpenedPdf, openPdf } from '../../pdf/open.js';
import { type CarriedIn } from '../reader.js';
import { embeddedXml } from './pdf-files.js';
import { announcedInvoice } from './pdf-metadata.js';
import { pageTexts } from './pdf-text.js';

/** What carries something in a PDF: one line each. The document is opened once for all. */
const IN_PDF: readonly ((pdf: OpenedPdf, limits: ReadLimits) => Promise<CarriedIn>)[] = [embeddedXml, pageTexts];

/** One that can't be opened (a password, no cross-reference) carries nothing; its format has said so. */
export async function pdfFile(source: ByteSource, limits: ReadLimits): Promise<CarriedIn> {
  const pdf = await openPdf(source, limits);
  const all: CarriedIn = { carried: [], findings: [] };
  if (pdf === null) return all;
  for (const carrier of IN_PDF) {
    const { carried, findings } = await carrier(pdf, limits);
    all.carried.push(...carried);
    all.findings.push(...findings);
  }
  const announced = await announcedInvoice(pdf, limits);
  return announced === null ? all : { ...all, announced };
}
