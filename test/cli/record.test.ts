import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTENT, token, whole } from '../../scripts/vectors/cms-writer.mjs';
import { recordNames } from '../../src/cli/record-names.js';
import { runDantao } from './run-dantao.js';

let scene: string;
beforeAll(async () => {
  scene = await mkdtemp(join(tmpdir(), 'dantao-record-'));
  await mkdir(join(scene, 'one'));
  await writeFile(join(scene, 'one/a.txt'), CONTENT);
  await writeFile(join(scene, 'one/a.txt.p7s'), whole({ content: null }));
  await writeFile(join(scene, 'one/stamp.tst'), token(CONTENT));
  await writeFile(join(scene, 'b.txt'), 'changed');
  await writeFile(join(scene, 'b.txt.p7s'), whole({ content: null }));
});
afterAll(() => rm(scene, { recursive: true, force: true }));

async function integrities(command: string): Promise<string[]> {
  const { stdout, code } = await runDantao(command, scene);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { file: string; integrity: string }); // prettier-ignore
  return lines.map(({ file, integrity }) => `${file} ${integrity}`);
}

describe('dantao inspect --record', () => {
  it('takes the files for one record, in any order', async () => {
    for (const files of ['one/a.txt one/a.txt.p7s', 'one/a.txt.p7s ./one/a.txt'])
      expect(await integrities(`dantao inspect --json --record ${files}`)).toContain('one/a.txt.p7s intact');
    expect(await integrities('dantao inspect --json --record b.txt b.txt.p7s')).toEqual(['b.txt unknown', 'b.txt.p7s broken']); // prettier-ignore
  });

  it('without it looks at no file beside another', async () => {
    expect(await integrities('dantao inspect --json one/a.txt one/a.txt.p7s b.txt b.txt.p7s')).toEqual([
      'one/a.txt unknown',
      'one/a.txt.p7s unknown',
      'b.txt unknown',
      'b.txt.p7s unknown',
    ]);
  });

  it('names the file that is covered', async () => {
    const { stdout } = await runDantao('dantao inspect --lang en --record one/a.txt one/a.txt.p7s one/stamp.tst missing.txt', scene); // prettier-ignore
    expect(stdout.match(/Covers: the file one\/a\.txt of the record/g)).toHaveLength(2);
    expect(stdout).toContain('missing.txt');
  });

  it('goes for files that are packed as one record too', async () => {
    const files = ['one/a.txt', 'one/a.txt.p7s'].map((name, i) => ({ part: `f${i}`, name }));
    await writeFile(join(scene, 'record.json'), JSON.stringify({ fonds: 'Z109', kind: 'generic', title: 't', files }));
    const { stdout, code } = await runDantao('dantao pack --json --record record.json --out out one/a.txt.p7s one/a.txt', scene); // prettier-ignore
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: { code: string }[] };
    expect(findings.map((one) => one.code)).not.toContain('CMS_CONTENT_CHANGED');
  });
});

it.each([
  [['a.pdf'], ['a.pdf']],
  [
    ['/x/one/a.pdf', '/x/one/a.p7s'],
    ['a.pdf', 'a.p7s'],
  ],
  [
    ['/x/one/a.pdf', '/x/two/../b.pdf'],
    ['one/a.pdf', 'b.pdf'],
  ],
  [
    ['/a.pdf', '/x/y/b.pdf'],
    ['a.pdf', 'x/y/b.pdf'],
  ],
  [
    ['/x/a', '/x/a/b'],
    ['a', 'a/b'],
  ],
  [[], []],
])('%j are %j in their record', (files, names) => {
  expect(recordNames(files)).toEqual(names);
});
