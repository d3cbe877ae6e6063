import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { prepareScene } from './scene.js';
import { runDantao } from './run-dantao.js';

let scene: string;
beforeAll(async () => {
  scene = await mkdtemp(join(tmpdir(), 'dantao-report-'));
  await prepareScene(scene);
});
afterAll(() => rm(scene, { recursive: true, force: true }));

const inspect = (words: string) => runDantao(`dantao inspect --trust trust --at 2026-03-17T09:12:44Z ${words}`, scene);
const written = (name: string) => readFile(join(scene, name), 'utf8');

describe('dantao inspect --report', () => {
  it('writes what can be made again: the same files, trust and time give the same bytes', async () => {
    expect(await inspect('--report one.json stamped.p7m changed.pdf')).toMatchObject({ code: 0, stderr: '' });
    expect(await inspect('--json --report two.json stamped.p7m changed.pdf')).toMatchObject({ code: 0, stderr: '' });
    const text = await written('one.json');
    expect(await written('two.json')).toBe(text);
    const sha256 = createHash('sha256').update(await readFile(join(scene, 'stamped.p7m'))).digest('hex'); // prettier-ignore
    expect(JSON.parse(text)).toMatchObject({
      at: '2026-03-17T09:12:44.000Z',
      policy: 'auto',
      files: [
        {
          name: 'stamped.p7m',
          sha256,
          verdict: 'TOTAL_PASSED',
          signatures: [{ kind: 'signature' }, { kind: 'timestamp' }],
        },
        { name: 'changed.pdf', verdict: 'TOTAL_FAILED', integrity: 'broken' },
      ],
    });
  });

  it('as a page in the language of the terminal, and as ETSI XML', async () => {
    await inspect('--lang en --report page.html stamped.p7m');
    expect(await written('page.html')).toContain(
      'Passed: unchanged since it was signed, and the certificate of "Alice"',
    );
    await inspect('--report zh.html expired.p7m');
    expect(await written('zh.html')).toContain('不确定：自签署以来未被改动，但签署者的证书已过期或尚未生效');
    await inspect('--report report.xml stamped.p7m');
    expect(await written('report.xml')).toContain('<MainIndication>urn:etsi:019102:mainindication:total-passed');
  });

  it('leaves out what can not be read, and overwrites nothing', async () => {
    await inspect('--report some.json nowhere.pdf a.txt');
    expect(JSON.parse(await written('some.json'))).toMatchObject({
      files: [{ name: 'a.txt', verdict: 'NO_SIGNATURE' }],
    });
    const before = await written('a.txt');
    for (const [words, said] of [
      ['--report some.json a.txt', 'some.json: is there already and is not overwritten'],
      ['--report a.txt sealed.ofd', 'a.txt: a report ends in .html, .xml or .json'],
      ['--report none.json nowhere.pdf', 'there is no file to report on'],
    ] as const) {
      const run = await inspect(`--lang en ${words}`);
      expect([run.code, run.stderr]).toEqual([2, `dantao: ${said}\n`]);
    }
    expect(await written('a.txt')).toBe(before);
  });
});
