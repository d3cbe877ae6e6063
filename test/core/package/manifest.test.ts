import { describe, it, expect } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestLine, parseManifest } from '../../../src/core/package/manifest.js';
import { digest } from './sample.js';
import { sha512sum } from './unpacked.js';

describe('manifest', () => {
  const names = ['plain.txt', 'with space  two', 'back\\slash', 'new\nline', '\\n literal', '发票.pdf', '*star'];

  it('is accepted by sha512sum, with every kind of name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dantao-manifest-'));
    try {
      for (const name of names) writeFileSync(join(folder, name), name);
      writeFileSync(
        join(folder, 'm'),
        names.map((name) => manifestLine(digest('sha512', Buffer.from(name)), name)).join(''),
      );
      expect(sha512sum(folder, 'm').match(/: OK$/gm)).toHaveLength(names.length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is read back', () => {
    const all = [...names, 'carriage\rreturn'];
    const text = all.map((name) => manifestLine(digest('sha512', Buffer.from(name)), name)).join('');
    expect([...parseManifest(text)!.keys()]).toEqual(all);
  });

  it.each([
    '',
    'x',
    `${'0'.repeat(128)}  a`,
    `${'0'.repeat(128)} a\n`,
    `${'0'.repeat(128)}  a\n`.repeat(2),
    `${'0'.repeat(127)}  a\n`,
    `${'0'.repeat(128)}  a\n\n`,
  ])('refuses %j', (text) => expect(parseManifest(text)).toBeNull());
});
