// What reading facts costs: CPU of documentsIn, and of the whole look at a file. `npm run bench -- facts [FILE…]`
import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { BufferSource } from '../dist/core/byte-source.js';
import { DEFAULT_LIMITS } from '../dist/core/formats/format.js';
import { inspectBytes } from '../dist/core/formats/index.js';
import { documentsIn } from '../dist/core/records/index.js';

const SEEDS = [
  '01-digital-invoice-xml/26991000000000000001.xml',
  '02-digital-invoice-ofd/26991000000000000001.ofd',
  '06-old-invoice-ofd-sealed/099001900104_00000001.ofd',
  '03-digital-invoice-pdf/26991000000000000001.pdf',
  '07-old-invoice-pdf/增值税电子普通发票.pdf',
].map((path) => join(import.meta.dirname, '../seeds', path));

async function cpuMs(rounds, step) {
  for (let i = 0; i < rounds / 2; i++) await step();
  const began = process.cpuUsage();
  for (let i = 0; i < rounds; i++) await step();
  const { user, system } = process.cpuUsage(began);
  return ((user + system) / 1000 / rounds).toFixed(2);
}

for (const path of process.argv.length > 3 ? process.argv.slice(3) : SEEDS) {
  const source = new BufferSource(readFileSync(path));
  const format = extname(path).slice(1).toLowerCase();
  const facts = await cpuMs(300, () => documentsIn(source, format, DEFAULT_LIMITS));
  const all = await cpuMs(100, () => inspectBytes(source));
  console.log(`${basename(path)}: facts ${facts} ms of ${all} ms CPU, ${source.sizeBytes} bytes`);
}
