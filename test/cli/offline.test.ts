import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDantao } from './run-dantao.js';
import { FIXED, prepareScene } from './scene.js';

let scene: string;
beforeAll(async () => {
  scene = await mkdtemp(join(tmpdir(), 'dantao-offline-'));
  await prepareScene(scene);
});
afterAll(() => rm(scene, { recursive: true, force: true }));

describe('dantao offline', () => {
  it('packs the same bytes twice, and other bytes for another nonce', async () => {
    for (const out of ['one', 'two']) {
      expect(await runDantao(`dantao pack --record record.json --out ${out} ${FIXED} a.txt`, scene)).toMatchObject({
        code: 0,
      });
    }
    await runDantao(`dantao pack --record record.json --out three ${FIXED.replace(/ab$/, 'ac')} a.txt`, scene);
    const [one, two, three] = await Promise.all(
      ['one', 'two', 'three'].map((out) =>
        readFile(join(scene, out, '0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20.v00001.zip')),
      ),
    );
    expect(one!.equals(two!)).toBe(true);
    expect(one!.equals(three!)).toBe(false);
  });

  it('gives one line per file in the order of the arguments, however many run at once', async () => {
    await mkdir(join(scene, 'many'));
    const names = Array.from({ length: 150 }, (_, i) => `many/${i}.txt`);
    await Promise.all(
      names.filter((_, i) => i % 7 !== 0).map((n, i) => writeFile(join(scene, n), 'x'.repeat(i * 1000 + 1))),
    );
    const { stdout, code } = await runDantao(`dantao inspect --json ${names.join(' ')}`, scene);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; verdict: string });
    expect(lines.map((l) => l.file)).toEqual(names);
    expect(lines.map((l) => l.verdict === 'UNSUPPORTED')).toEqual(names.map((_, i) => i % 7 === 0));
    expect(code).toBe(0);
  });

  it('names in a terminal can not send control sequences', async () => {
    await writeFile(join(scene, 'evil\u001b[31m\u202egpj.txt'), 'x');
    const { stdout } = await runDantao(`dantao inspect 'evil\u001b[31m\u202egpj.txt'`, scene);
    expect(stdout).toContain('evil\\u001b[31m\\u202egpj.txt');
    expect(stdout).not.toContain('\u001b');
  });

  it('a receipt of none of several packages does not pass unseen', async () => {
    await runDantao(`dantao pack --record record.json --out other ${FIXED.replace('1b20', '1b21')} a.txt`, scene);
    const other = 'other/0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b21.v00001.zip';
    const both = await runDantao(
      `dantao verify whole.zip ${other} --receipt receipt.jws --key keys.json --json`,
      scene,
    );
    const origins = both.stdout
      .trimEnd()
      .split('\n')
      .map((l) => (JSON.parse(l) as { origin: { kind: string } }).origin.kind);
    expect(origins).toEqual(['archive-receipt', 'not-proven']);
    expect(both.code).toBe(0);
    const none = await runDantao(
      `dantao verify ${other} ${other} --receipt receipt.jws --key keys.json --lang en`,
      scene,
    );
    expect(none.stderr).toContain('receipt.jws: the receipt belongs to none of these packages');
    expect(none.code).toBe(2);
  });

  it('config shows no secret', async () => {
    const { stdout, code } = await runDantao(
      'DANTAO_DATABASE_URL=postgres://u:hunter2@h/d dantao config --json',
      scene,
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain('hunter2');
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ name: 'DANTAO_DATABASE_URL', from: 'environment' }),
    );
  });
});
