// Writes docs/checks.md from the built program: `node scripts/build.mjs && node scripts/checks-table.mjs`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { itemsPage } from '../dist/core/checks/report/items-page.js';

const to = join(import.meta.dirname, '..', 'docs', 'checks.md');
await writeFile(to, itemsPage());
console.log(to);
