import { type ByteSource } from '../../byte-source.js';
import { type ReadLimits } from '../../formats/format.js';
import { type CarriedIn } from '../reader.js';
import { ofdFile } from './ofd.js';
import { pdfFile } from './pdf.js';
import { xmlFile } from './xml.js';

/** By the format of the file. A format without a line carries nothing that is read for facts. */
const CARRIERS: Readonly<Record<string, (source: ByteSource, limits: ReadLimits) => Promise<CarriedIn>>> = {
  ofd: ofdFile,
  pdf: pdfFile,
  xml: xmlFile,
};

/** What can say facts in this file. Bounded; throws only what the source throws. */
export async function carriedIn(source: ByteSource, format: string, limits: ReadLimits): Promise<CarriedIn> {
  return (await CARRIERS[format]?.(source, limits)) ?? { carried: [], findings: [] };
}
