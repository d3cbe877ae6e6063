// Writes docs/findings.md from the catalogue of the built program: `node scripts/build.mjs && node scripts/findings-table.mjs`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CATALOGUE } from '../dist/archive/findings-catalogue.js';
import { findingsPage } from '../dist/archive/findings-page.js';

const to = join(import.meta.dirname, '..', 'docs', 'findings.md');
await writeFile(to, findingsPage(CATALOGUE));
console.log(`${Object.keys(CATALOGUE).length} findings in ${to}`);
