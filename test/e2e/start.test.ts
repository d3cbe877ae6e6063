import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Administrator, ask, declare, problemOf, submit } from './api.js';
import { removeFolder, scratchFolder, ServiceProcess, type ServiceOptions } from './service-process.js';

const ROOT_USER = process.getuid?.() === 0;
const NOBODY = 65534;

let folder: string;
let service: ServiceProcess | null;
beforeEach(async () => {
  folder = await scratchFolder('start');
  service = null;
});
afterEach(async () => {
  await service?.stop('SIGKILL');
  await removeFolder(folder);
});

/** Starts, takes one record, stops on SIGTERM. */
async function worksFor(options: ServiceOptions): Promise<ServiceProcess> {
  service = await ServiceProcess.start(options);
  const administrator = new Administrator(service.url, service.firstKey);
  const fonds = await administrator.fonds('Z001');
  const { key } = await administrator.principal('submitter', [fonds.id]);
  const files = [{ part: 'f1', name: 'a.txt', bytes: Buffer.from('a') }];
  expect((await submit(service.url, declare('Z001', files), files, { key })).status).toBe(201);
  expect((await stat(join(options.dataDir, 'keys'))).mode & 0o077).toBe(0);
  expect(await service.stop()).toEqual({ code: 0, signal: null });
  return service;
}

describe('a wrong setting', () => {
  it.each([
    [{ DANTAO_LISTEN: 'somewhere' }, ['DANTAO_LISTEN', '"somewhere"', 'host:port']],
    [{ DANTAO_MAX_FILES: '0' }, ['DANTAO_MAX_FILES', '"0"', '1 to 10000']],
    [{ DANTAO_STORE: 'x' }, ['DANTAO_STORE', 'does not exist', 'DANTAO_STORE_URL']],
    [{ DANTAO_STORE_URL: 'ftp://host/x' }, ['DANTAO_STORE_URL', '"ftp://host/x"', 's3+https://host/bucket']],
    [{ DANTAO_DATABASE_OWNER_URL: 'postgres://a:geheim@b/c' }, ['DANTAO_DATABASE_OWNER_URL', 'DANTAO_DATABASE_URL']],
    [{ DANTAO_DATABASE_URL: 'postgres://a:geheim@127.0.0.1:9/c' }, ['cannot connect']],
  ])('%j stops the service with one line that says what is allowed', async (env, said) => {
    service = ServiceProcess.spawn({ dataDir: join(folder, 'data'), env: env });
    expect((await service.ended).code).toBe(1);
    const lines = service.errors.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^dantao: /);
    for (const part of said) expect(lines[0]).toContain(part);
    expect(service.said).not.toContain('geheim');
  });

  it('a port that is taken is said in one line, and nothing else is', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const { port } = taken.address() as AddressInfo;
      const listen = `127.0.0.1:${port}`;
      service = ServiceProcess.spawn({ dataDir: join(folder, 'data'), env: { DANTAO_LISTEN: listen } });
      expect((await service.ended).code).toBe(1);
      expect(service.said.trim()).toMatch(new RegExp(`^dantao: .*EADDRINUSE.*${listen}$`));
    } finally {
      taken.close();
    }
  }, 60_000);
});

describe('where and as whom it runs', () => {
  it('as an ordinary user without a home, in a folder of any name; limits answer with the limit', async () => {
    const dataDir = join(folder, '数据 folder', 'a b');
    await mkdir(join(folder, '数据 folder'));
    const behind = ROOT_USER
      ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--inh-caps=-all', '--']
      : [];
    if (ROOT_USER) await chown(join(folder, '数据 folder'), NOBODY, NOBODY);
    service = await ServiceProcess.start({
      dataDir,
      behind,
      env: { DANTAO_REQUESTS_PER_MINUTE: '6', DANTAO_MAX_FILE_BYTES: '1000' },
    });
    const administrator = new Administrator(service.url, service.firstKey);
    const fonds = await administrator.fonds('Z001');
    const { key } = await administrator.principal('submitter', [fonds.id]);
    const send = (bytes: Buffer) => {
      const files = [{ part: 'f1', name: 'a.txt', bytes }];
      return submit(service!.url, declare('Z001', files), files, { key });
    };
    const large = await send(Buffer.alloc(1001));
    expect([large.status, problemOf(large).code, problemOf(large)['limit']]).toEqual([413, 'REQUEST_TOO_LARGE', 1000]);
    const answers = [];
    for (let i = 0; i < 12; i++) answers.push(await send(Buffer.from(`record ${i}`)));
    const limited = answers.find((a) => a.status === 429)!;
    expect([problemOf(limited).code, problemOf(limited)['limit']]).toEqual(['RATE_LIMITED', 6]);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect(answers.filter((a) => a.status === 201).length).toBeGreaterThan(0);
    expect((await ask(`${service.url}/readyz`)).status).toBe(200);
    expect(await service.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);

  // An ordinary user owns the folders on the way; only root's database has to pass where it is somebody else.
  (ROOT_USER ? it : it.skip)(
    'as root under a closed folder: it works, or names the folder that bars the way',
    async () => {
      const closed = join(folder, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o700);
      await worksFor({ dataDir: join(closed, 'data') });

      // Without the right to read past closed folders (CAP_DAC_READ_SEARCH) it stops and says which one.
      const other = join(closed, 'other');
      service = ServiceProcess.spawn({
        dataDir: other,
        behind: ['setpriv', '--bounding-set=-dac_read_search', '--inh-caps=-dac_read_search', '--'],
      });
      expect((await service.ended).code).toBe(1);
      expect(service.errors.trim().split('\n')).toEqual([expect.stringContaining(`may not enter ${closed}:`)]);
    },
    60_000,
  );
});
