import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../src/config/settings.js';

describe('docs/operations.md', () => {
  it('lists every setting with its default, and no other', () => {
    const rows = [
      ...readFileSync('docs/operations.md', 'utf8').matchAll(/^\| `(DANTAO_[A-Z_]+)` \| (.*?) \| (.*?) \| (.*?) \|$/gm),
    ].map((m) => m.slice(1));
    expect(rows).toEqual(
      SETTINGS.map((s) => [s.name, s.fallback === null ? '—' : `\`${s.fallback}\``, s.allowed, s.meaning]),
    );
  });
});
