import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemsPage } from '../../src/core/checks/report/items-page.js';

describe('docs/checks.md', () => {
  it('says what the code says (else run scripts/checks-table.mjs)', () => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'checks.md'), 'utf8')).toBe(itemsPage());
  });
});
