// The built service as its own process, on fresh data, with a fonds and a submitter made through its public API.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function startService(env = {}) {
  const folder = mkdtempSync(join(process.env.DANTAO_TEST_FOLDER ?? tmpdir(), 'dantao-bench-'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [...(process.env.DANTAO_TEST_NODE_ARGS?.split(' ') ?? []), join(root, 'dist/main.js')],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        DANTAO_DATA: join(folder, 'data'),
        DANTAO_LISTEN: `127.0.0.1:${port}`,
        DANTAO_LOG_LEVEL: 'warn',
        DANTAO_REQUESTS_PER_MINUTE: '10000000',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let out = '';
  child.stdout.on('data', (d) => (out += d));
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 60_000; ;) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}: ${out}`);
    if (
      await fetch(`${url}/readyz`).then(
        (r) => r.ok,
        () => false,
      )
    )
      break;
    if (Date.now() > end) throw new Error('the service is not ready after 60 s');
    await new Promise((r) => setTimeout(r, 100));
  }
  const first = /dtk_[A-Za-z0-9_-]+/.exec(out)?.[0];
  const call = async (method, path, body, key = first) => {
    const res = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${await res.text()}`);
    return res.json();
  };
  const fonds = await call('POST', '/v1/fonds', { code: 'BENCH', name: '性能测试', test: true, from: '2026-01-01' });
  const principal = await call('POST', '/v1/principals', { name: 'bench', role: 'submitter', fonds: ['BENCH'] });
  const { secret } = await call('POST', `/v1/principals/${principal.id}/keys`, {});
  return {
    url,
    port,
    folder,
    pid: child.pid,
    key: secret,
    adminKey: first,
    fonds,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
