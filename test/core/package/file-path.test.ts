import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { isSafePath, safeFilePath } from '../../../src/core/package/file-path.js';

describe('safeFilePath', () => {
  it.each([
    '发票.pdf',
    'a/b/c.txt',
    'a b.pdf',
    "it's & <not>".replace(/[<>]/g, ''),
    'é.pdf',
    'e\u0301.pdf',
    '😀𠮷.ofd',
    '.hidden',
    '...x',
    'com10.txt',
    'a'.repeat(255),
  ])('keeps %j as sent', (name) => expect(safeFilePath(name, new Set())).toBe(name));

  it.each([
    '',
    '.',
    '..',
    '/etc/passwd',
    'a/../b',
    'a//b',
    'a/',
    './a',
    'a\\b',
    'C:x',
    'a:b',
    'a?',
    'a*',
    'a|b',
    '"a"',
    '<a>',
    'a\nb',
    'a\u0000',
    'a\u007f',
    'a.',
    'a ',
    'a /b',
    'con',
    'NUL.txt',
    'x/Com1',
    'a\u202efdp.exe',
    '\ud800',
    'a'.repeat(256),
    '票'.repeat(86),
    'x/'.repeat(600),
  ])('gives %j a safe name that is always the same', (name) => {
    const path = safeFilePath(name, new Set());
    expect(path).toMatch(/^unnamed-[0-9a-f]{16}(\.[A-Za-z0-9]{1,10})?$/);
    expect(safeFilePath(name, new Set())).toBe(path);
    expect(isSafePath(path)).toBe(true);
  });

  it('keeps paths apart on every file system', () => {
    const taken = new Set<string>();
    const paths = ['A.txt', 'a.TXT', 'é', 'e\u0301', 'x', 'x/y', 'd/e', 'd', '\ud800', '\ud801'].map((name) =>
      safeFilePath(name, taken),
    );
    expect(new Set(paths.map((p) => p.normalize('NFC').toLowerCase())).size).toBe(paths.length);
    expect(paths[0]).toBe('A.txt');
    expect(paths[5]).toMatch(/^unnamed-/);
    expect(paths[7]).toMatch(/^unnamed-/);
  });

  it('is safe and unique for any names, whatever the caller adds to the set', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 10 }), (names) => {
        const taken = new Set<string>();
        const paths = names.map((name) => {
          const path = safeFilePath(name, taken);
          taken.add(path);
          return path;
        });
        expect(paths.every(isSafePath)).toBe(true);
        expect(new Set(paths.map((p) => p.normalize('NFC').toLowerCase())).size).toBe(names.length);
      }),
    );
  });
});
