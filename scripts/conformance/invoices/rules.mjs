/**
 * The rules of EN 16931 held against the unit tests that CEN/TC 434 publishes with its Schematron (testSet files: a fragment of an
 * invoice, and which rule succeeds or fails on it). `node scripts/build.mjs && node scripts/conformance/invoices/rules.mjs FOLDER`
 * reads every such file below FOLDER, prints what differs, and a count; `--ids` instead prints the rules. Exit 1: something differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../../dist/core/formats/format.js';
import { CII_SYNTAX } from '../../../dist/core/records/documents/cii-invoice/index.js';
import { UBL_SYNTAX } from '../../../dist/core/records/documents/ubl-invoice/index.js';
import { checkInvoice, INVOICE_RULES } from '../../../dist/core/records/en16931/index.js';
import { readInvoice } from '../../../dist/core/records/invoice-reading.js';
import { parseXmlTree } from '../../../dist/core/xml-tree.js';

const folder = process.argv[2];
if (folder === '--ids') {
  console.log([...new Set(INVOICE_RULES.map(({ id }) => id))].join('\n'));
  process.exit(0);
}
if (folder === undefined) {
  console.error('usage: rules.mjs FOLDER');
  process.exit(2);
}

const known = new Set(INVOICE_RULES.map(({ id }) => id));
let [tests, asserts, differing, unknown] = [0, 0, 0, new Set()];
for (const name of readdirSync(folder, { recursive: true }).sort()) {
  if (!name.endsWith('.xml')) continue;
  const { root } = parseXmlTree(readFileSync(join(folder, name)), DEFAULT_LIMITS);
  if (root?.local !== 'testSet') continue;
  const common = root.children.find(({ local }) => local === 'assert');
  for (const test of root.children.filter(({ local }) => local === 'test')) {
    const document = test.children.find(({ local }) => /^(Invoice|CreditNote|CrossIndustryInvoice)$/.test(local));
    const said = test.children.find(({ local }) => local === 'assert') ?? common;
    if (document === undefined || said === undefined) continue;
    tests++;
    const syntax = document.local === 'CrossIndustryInvoice' ? CII_SYNTAX : UBL_SYNTAX;
    const broken = new Set(
      checkInvoice(readInvoice(document, '', syntax).whole, INVOICE_RULES).map(({ message }) => message.split(':')[0]),
    );
    for (const { local, text, attributes } of said.children) {
      const id = text.trim().replace(/-([1-9])$/, '-0$1');
      if (!/^(success|error|fatal)$/.test(local) || attributes.number === '0') continue;
      if (!known.has(id)) unknown.add(id);
      else {
        asserts++;
        if (broken.has(id) === (local === 'success')) {
          differing++;
          const why = said.children
            .find((one) => one.local === 'description')
            ?.text.trim()
            .replace(/\s+/g, ' ');
          console.log(
            `${name} test ${tests}: ${id} is ${local} there, here ${broken.has(id) ? 'broken' : 'held'} (${why})`,
          );
        }
      }
    }
  }
}
console.log(`${tests} tests, ${asserts} asserts on rules that are looked at, ${differing} differ`);
console.log(`not looked at: ${[...unknown].sort().join(' ')}`);
process.exitCode = differing > 0 ? 1 : 0;
