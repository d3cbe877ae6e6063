import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDantao } from './run-dantao.js';

const PROGRAM = join(import.meta.dirname, '../../bin/dantao.mjs');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dantao-demo-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('demo --exit comes out as seeds/index.json says; again on the same data, staying up, it serves ingest until Ctrl-C', async () => {
  const first = await runDantao('dantao demo --exit --data data --lang en', folder);
  expect(first.stderr).not.toContain('dantao: ');
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('PACKAGE_DIGEST_MISMATCH');
  expect((await stat(join(folder, 'data/demo-keys.json'))).mode & 0o777).toBe(0o600);

  const demo = spawn(process.execPath, [PROGRAM, 'demo', '--port', '0', '--data', 'data', '--lang', 'en'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => demo.once('close', resolve));
  let said = '';
  demo.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const up = new Promise<void>((resolve, reject) => {
    demo.stderr.setEncoding('utf8').on('data', (text: string) => text.includes('Ctrl-C') && resolve());
    void ended.then((code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
  });
  try {
    await up;
    expect(said).toContain(' · existed');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)![0];
    const keys = JSON.parse(await readFile(join(folder, 'data/demo-keys.json'), 'utf8')) as Record<string, string>;

    await mkdir(join(folder, 'in/record'), { recursive: true });
    await writeFile(join(folder, 'in/单个.txt'), '一');
    await writeFile(join(folder, 'in/.hidden'), 'x');
    await writeFile(join(folder, 'in/record/b.txt'), '二');
    const record = { title: '声明有误', files: [{ part: 'f1', name: 'b.txt', sizeBytes: 99 }] };
    await writeFile(join(folder, 'in/record/record.json'), JSON.stringify(record));
    const send = (more: string) =>
      runDantao(
        `DANTAO_KEY=${keys.submitter} dantao ingest in --to ${url} --fonds DEMO --kind generic --lang en ${more}`,
        folder,
      );

    const sent = await send('--journal done.jsonl');
    expect(sent.stderr).toContain('accepted 1 · refused 1');
    expect(sent.stderr).toContain('refused in/record: SIZE_MISMATCH');
    expect(sent.stderr).toContain('skipped in/.hidden');
    expect(sent.code).toBe(1);
    expect((await send('--journal done.jsonl')).stderr).toContain('done before 1 · refused 1');
    // Without the journal the service itself knows that it has the record.
    expect((await send('')).stderr).toContain('existed 1 · refused 1');

    const stranger = await runDantao(
      `DANTAO_KEY=nobody dantao ingest in --to ${url} --fonds DEMO --kind generic --lang en`,
      folder,
    );
    expect(stranger.stderr).toMatch(/^dantao: .* 401 UNAUTHENTICATED .*\n$/);
    expect(stranger.code).toBe(2);

    const made = await runDantao(
      `DANTAO_URL=${url} DANTAO_KEY=${keys.administrator} dantao keys create --principal erp --role submitter --fonds DEMO --lang en`,
      folder,
    );
    expect(made.code).toBe(0);
    const listed = await runDantao(
      `DANTAO_URL=${url} DANTAO_KEY=${keys.administrator} dantao keys list --lang en`,
      folder,
    );
    expect(listed.stdout).toMatch(/erp +submitter +DEMO +\S+ +live/);
  } finally {
    demo.kill('SIGINT');
  }
  expect(await ended).toBe(0);
}, 180_000);
