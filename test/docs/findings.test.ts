import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE, translate } from '../../src/archive/findings-catalogue.js';
import { findingsPage } from '../../src/archive/findings-page.js';
import { DEFAULT_POLICY } from '../../src/archive/policy.js';
import { type Finding } from '../../src/core/finding.js';

const root = join(import.meta.dirname, '..', '..');

describe('docs/findings.md', () => {
  const page = readFileSync(join(root, 'docs', 'findings.md'), 'utf8');

  it('has a row for every code of the catalogue and no other', () => {
    const rows = [...page.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map((m) => m[1]!);
    expect(rows).toEqual(Object.keys(CATALOGUE).sort());
  });

  it('says what the code says (else run scripts/findings-table.mjs)', () => {
    expect(page).toBe(findingsPage(CATALOGUE));
  });
});

describe('CATALOGUE', () => {
  const rows = Object.entries(CATALOGUE);

  it.each(rows)('%s speaks both languages', (code, kind) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
    expect(kind.zh).toMatch(/[一-鿿]/);
    expect(kind.actionZh).toMatch(/[一-鿿]/);
    expect(kind.action).toMatch(/^[A-Z].*[.?!]$/);
    for (const [, name] of kind.zh.matchAll(/\{(\w*)\}/g)) expect(['where', 'expected', 'found']).toContain(name);
  });

  it('no code is in two rooms: merging would hide one of them', () => {
    const seen = new Map<string, string[]>();
    for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('findings.ts')) continue;
      const source = readFileSync(join(root, 'src', name), 'utf8');
      for (const [, code] of source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{/gm))
        seen.set(code!, [...(seen.get(code!) ?? []), name]);
    }
    expect([...seen].filter(([, files]) => files.length > 1)).toEqual([]);
    // Nothing that a room declares is missing from the merged catalogue.
    expect([...seen.keys()].filter((code) => !Object.hasOwn(CATALOGUE, code))).toEqual([]);
  });

  it('every code of the policy exists', () => {
    expect(DEFAULT_POLICY.refuse.filter((code) => !Object.hasOwn(CATALOGUE, code))).toEqual([]);
  });

  it('translates message and action, and leaves an unknown code and English as they are', () => {
    const finding: Finding = {
      code: 'SIZE_MISMATCH',
      severity: 'error',
      where: 'a{found}.pdf',
      message: 'm',
      expected: '1',
      found: '2',
      action: 'a',
    };
    expect(translate(finding, 'zh-CN')).toMatchObject({
      message: '文件 a{found}.pdf 声明 1 字节，实收 2 字节。',
      severity: 'error',
      expected: '1',
    });
    expect(translate(finding, 'en')).toBe(finding);
    expect(translate({ ...finding, code: 'LATER_CODE' }, 'zh-CN')).toMatchObject({ message: 'm', action: 'a' });
    expect(translate({ ...finding, code: 'toString' }, 'zh-CN').message).toBe('m');
    expect(translate({ ...finding, expected: undefined }, 'zh-CN').message).toContain('声明 — 字节');
  });
});
