import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import {
  DICTIONARY,
  entryNamed,
  entryNumbered,
  entryOf,
  isKnownKey,
  OWN_PREFIX,
} from '../../../../src/core/records/dictionary/index.js';
import { KINDS } from '../../../../src/core/records/index.js';

const FROZEN = readFileSync(join(import.meta.dirname, 'keys.txt'), 'utf8')
  .trim()
  .split('\n');

describe('the metadata dictionary', () => {
  it('keeps every key that was ever there, with its type and its numbers', () => {
    const now = DICTIONARY.map(({ key, type, numbers }) => [key, type, ...Object.entries(numbers).flatMap(([scheme, n]) => (scheme === 'DA/T 48' ? [] : [`${scheme} ${n}`]))].join('; ')); // prettier-ignore
    expect(FROZEN.filter((line) => !now.includes(line))).toEqual([]);
  });

  it.each(DICTIONARY.map((entry) => [entry.key, entry] as const))('%s is complete', (key, entry) => {
    expect(key).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(key.startsWith(OWN_PREFIX)).toBe(false);
    expect(entry.zh).toMatch(/[一-鿿]/);
    expect(entry.en).toMatch(/^[A-Z][^一-鿿]*$/);
    expect(entry.source).not.toBe('');
    if (entry.within !== undefined) expect(['provenance', 'archival-number', 'content-description', 'form', 'electronic-attributes', 'digitisation', 'electronic-signature', 'storage', 'rights']).toContain(entry.within); // prettier-ignore
    if (entry.condition !== undefined) expect(entryOf(entry.condition.key)).toBeDefined();
    expect(Object.values(entry.obligation).includes('conditional')).toBe(entry.condition !== undefined);
    // Whatever it is called, it is found again: no two elements share a key or a first name.
    expect(entryOf(key)).toBe(entry);
    expect(entryNamed(entry.zh)).toBe(entry);
  });

  it('holds M1–M95 of DA/T 94 and M1–M88 of DA/T 46, each once', () => {
    const numbers = (scheme: 'DA/T 94' | 'DA/T 46') =>
      DICTIONARY.flatMap(({ numbers }) => (numbers[scheme] === undefined ? [] : [Number(numbers[scheme].slice(1))])).sort((a, b) => a - b); // prettier-ignore
    const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
    expect(numbers('DA/T 94')).toEqual(upTo(95));
    expect(numbers('DA/T 46')).toEqual(upTo(88));
    expect(new Set(DICTIONARY.flatMap(({ numbers }) => numbers['EN 16931'] ?? [])).size).toBe(
      DICTIONARY.filter(({ numbers }) => numbers['EN 16931'] !== undefined).length,
    );
  });

  it.each([
    ['M22', '题名', '题名'],
    ['M39', '保密期限', '保密期限'],
    ['M40', '形式特征', '会计年度'],
    ['M46', '电子属性', '审核日期'],
    ['M57', '电子签名', '文档创建程序'],
    ['M75', '附注', '脱机载体存址'],
    ['M88', '关系描述', '业务行为'],
  ])('%s means %s in DA/T 46 and %s in DA/T 94', (number, dat46, dat94) => {
    expect(entryNumbered('DA/T 46', number)?.zh).toBe(dat46);
    expect(entryNumbered('DA/T 94', number)?.zh).toBe(dat94);
  });

  it('finds an element by what senders call it, and takes an ambiguous name for none', () => {
    expect(entryNamed('文号')?.key).toBe('document-number');
    expect(entryNamed(' Invoice Number ')?.key).toBe('invoice-number');
    expect(entryNamed('价税合计(大写)')?.key).toBe('total-in-words');
    expect(entryNamed('不存在的元素')).toBeUndefined();
    expect(entryNamed('__proto__')).toBeUndefined();
    const [a, b] = [entryOf('drawer')!, entryOf('signer')!];
    const two = [
      { ...a, aliases: ['经办人'] },
      { ...b, aliases: ['经办人'] },
    ];
    expect(entryNamed('经办人', two)).toBeUndefined();
    expect(entryNamed('签发人', two)?.key).toBe('signer');
  });

  it('knows the keys of taxonomies without rows', () => {
    expect(isKnownKey('xbrl:rai:Fare')).toBe(true);
    expect(isKnownKey('never-heard-of')).toBe(false);
  });

  it('knows every field of every kind', () => {
    for (const { id, fields } of KINDS) expect([id, fields.filter(({ key }) => !isKnownKey(key))]).toEqual([id, []]);
  });

  it('knows every key that the tables of readers and kinds name', () => {
    const named = /\b(?:text|identifier|code|amount|number|date|yes)\('([a-z][a-z0-9-]*)'\)|\['([a-z][a-z0-9-]*)',\s*'(?:text|identifier|code|amount|number|date|boolean)'|\bkey: '([a-z][a-z0-9-]*)',\s*(?:type|obligation)/g; // prettier-ignore
    const keys = new Set<string>();
    for (const name of readdirSync('src/core/records', { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      // What stands after the addresses in the mappings of EN 16931 is for its business rules alone, and no fact.
      const [source = ''] = readFileSync(join('src/core/records', name), 'utf8').split(
        '\nconst ADDRESS: readonly MappingRow',
      );
      for (const [, one, two, three] of source.matchAll(named)) keys.add((one ?? two ?? three)!);
      // A list of types is no list of keys.
      keys.delete('text');
    }
    expect(keys.size).toBeGreaterThan(200);
    // `name` and `id` of a party are put behind its word: `seller-name`.
    expect([...keys].filter((key) => !isKnownKey(key) && !isKnownKey(`seller-${key}`))).toEqual([]);
  });

  it('knows every fact that the seeds say', async () => {
    const unknown = new Set<string>();
    for (const path of files('seeds')) {
      const report = await inspectBytes(new BufferSource(readFileSync(path)));
      for (const { facts } of report.documents) for (const { key } of facts) if (!isKnownKey(key)) unknown.add(key);
    }
    expect([...unknown]).toEqual([]);
  });
});

/** Files of the folder that hold documents; bombs and folders of trust say no facts. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(xml|ofd|pdf|xbrl)$/.test(name) && !/bomb/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
