import { describe, expect, it } from '@jest/globals';
import { zip } from '../../scripts/seeds/bytes.mjs';
import { type BatchPlan, declaredFiles, planBatch } from '../../src/core/batch.js';
import { BufferSource } from '../../src/core/byte-source.js';
import { type Finding } from '../../src/core/finding.js';
import { openZip } from '../../src/core/zip.js';

const LIMITS = { maxItems: 1_000, maxInflatedBytes: 1 << 20, maxDepth: 1 };
type Entry = [string, string];

async function plan(entries: Entry[], maxItems = 100): Promise<BatchPlan | null> {
  const bytes = zip(entries.map(([name, text]): [string, Uint8Array] => [name, Buffer.from(text)]));
  const findings: Finding[] = [];
  const archive = await openZip(new BufferSource(bytes), LIMITS, findings);
  return planBatch(archive!, maxItems);
}
/** Name, declaration, and which part each file goes under. */
const told = async (plan: BatchPlan | null) =>
  Promise.all(
    plan!.items.map(async (item) => {
      const declaration = Buffer.from((await item.declaration())!);
      return [item.name, declaration.toString(), item.parts(declaredFiles(declaration)).map(({ part, entry }) => `${part} ${entry.name}`)]; // prettier-ignore
    }),
  );
const listing = (...files: [string, string][]) => JSON.stringify({ files: files.map(([part, name]) => ({ part, name })) }); // prettier-ignore

describe('the plan of a batch', () => {
  it('a folder with record.json is a record; what lies deeper is its own, or of a record inside', async () => {
    const [a, b] = [listing(['p', '正本/a.xml']), listing(['q', 'b.xml'])];
    const made = await plan([
      ['2026/03/a/record.json', a],
      ['2026/03/a/正本/a.xml', '<a/>'],
      ['2026/03/a/extra', 'x'],
      ['2026/03/a/inner/record.json', b],
      ['2026/03/a/inner/b.xml', '<b/>'],
      ['2026/03/readme', 'of none'],
      ['2026/.DS_Store', 'x'],
    ]);
    expect(await told(made)).toEqual([
      ['2026/03/a', a, ['p 2026/03/a/正本/a.xml', 'extra 2026/03/a/extra']],
      ['2026/03/a/inner', b, ['q 2026/03/a/inner/b.xml']],
    ]);
    expect([made!.unused, made!.contentBytes]).toEqual([['2026/03/readme'], 9]);
  });

  it('record.json at the top takes everything', async () => {
    const a = listing(['p', 'sub/a.xml']);
    const made = await plan([['record.json', a], ['sub/a.xml', '<a/>'], ['b', 'x']]); // prettier-ignore
    expect([await told(made), made!.unused]).toEqual([[['record.json', a, ['p sub/a.xml', 'b b']]], []]);
  });

  it('a line of records.jsonl is a record, as it was written; empty lines count for its number', async () => {
    const [a, b] = [listing(['p', 'a.xml']), listing(['q', 'b.xml'], ['missing', 'c.xml'])];
    const made = await plan([['records.jsonl', `\uFEFF${a}\r\n\n  ${b}  `], ['files/p', '1'], ['files/q', '22'], ['files/r', '333']]); // prettier-ignore
    expect(await told(made)).toEqual([
      ['records.jsonl:1', a, ['p files/p']],
      ['records.jsonl:3', b, ['q files/q']],
    ]);
    expect([made!.unused, made!.contentBytes]).toEqual([['files/r'], 6]);
  });

  it.each([['not JSON'], ['[1,'], ['null'], ['{"files":3}'], ['{"files":[null,1,{"part":1}]}']])(
    'a line that is %s is a record without files: its own check refuses it',
    async (line) => {
      expect(await told(await plan([['records.jsonl', line]]))).toEqual([['records.jsonl:1', line, []]]);
    },
  );

  it.each([
    ['nothing of the kind', [['a.txt', 'x']]],
    ['a name that only ends alike', [['my-record.json', '{}']]],
    ['a folder of that name', [['record.json/a', 'x']]],
  ] as [string, Entry[]][])('%s is no batch', async (_, entries) => {
    expect(await plan(entries)).toBeNull();
  });

  it.each([
    [
      'folders',
      [
        ['a/record.json', '{}'],
        ['b/record.json', '{}'],
        ['c/record.json', '{}'],
      ],
    ],
    ['lines', [['records.jsonl', '{}\nx\n{}\n']]],
  ] as [string, Entry[]][])('more %s than asked for are not looked at, and that is said', async (_, entries) => {
    const [all, some] = [await plan(entries, 3), await plan(entries, 2)];
    expect([all!.items.length, all!.tooMany]).toEqual([3, false]);
    expect([some!.items.length, some!.tooMany]).toEqual([2, true]);
  });

  it('millions of short lines in a small ZIP end where they are too many', async () => {
    const started = performance.now();
    const made = await plan([['records.jsonl', 'x\n'.repeat(500_000)]], 1_000);
    expect([made!.items.length, made!.tooMany]).toEqual([1_000, true]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('names of thousands of folders cost no more than their length; a record that deep is none', async () => {
    const deep = 'a/'.repeat(7_000);
    const entries: Entry[] = [['a/record.json', '{}'], ...Array.from({ length: 200 }, (_, i): Entry => [`${deep}${i}`, ''])]; // prettier-ignore
    const started = performance.now();
    const made = await plan(entries);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await told(made))[0]![2]).toHaveLength(200);
    expect(await plan([[`${'a/'.repeat(64)}record.json`, '{}']])).toBeNull();
    expect(await plan([[`${'a/'.repeat(63)}record.json`, '{}']])).not.toBeNull();
  });

  it('never throws, wherever the ZIP is cut or a byte is changed', async () => {
    const whole = zip([['a/record.json', Buffer.from(listing(['p', 'x']))], ['a/x', Buffer.from('x')], ['records.jsonl', Buffer.from('{}\n{}')]]); // prettier-ignore
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0xff;
      for (const bytes of [whole.subarray(0, at), changed]) {
        const archive = await openZip(new BufferSource(bytes), LIMITS, []);
        const made = archive && (await planBatch(archive, 100));
        for (const item of made?.items ?? []) {
          const declaration = await item.declaration();
          if (declaration) for (const { entry } of item.parts(declaredFiles(declaration))) await archive!.read(entry);
        }
      }
    }
  });
});
