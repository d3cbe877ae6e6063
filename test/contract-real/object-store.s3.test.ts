import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'minio';
import { startS3, type S3Server } from '../../scripts/s3-server.mjs';
import { type ObjectBody } from '../../src/archive/ports.js';
import { openStore } from '../../src/storage/index.js';
import { putSingle } from '../../src/storage/s3-put.js';
import { type S3Store } from '../../src/storage/s3.js';
import { type StoreSettings } from '../../src/storage/settings.js';
import { SignedRequests } from '../../src/storage/signed-request.js';
import { initStore } from '../../src/storage/store-init.js';
import { bodyOf, objectStoreContract, readAll, sha256, streamOf } from '../contract/object-store.js';
import { startConditionBlindServer, startFlippingTlsServer } from './s3-in-between.js';

const LARGE = 65 * 1024 * 1024;

let folder: string;
let server: S3Server;
let client: Client;
const settingsOf = (bucket: string): StoreSettings => ({
  url: `s3+${server.url}/${bucket}`,
  accessKey: server.accessKey,
  secretKey: server.secretKey,
});
const open = async (bucket: string) => (await openStore(settingsOf(bucket))) as S3Store;
const endpointOf = (bucket: string) => ({
  tls: false,
  host: '127.0.0.1',
  port: server.port,
  bucket,
  region: 'us-east-1',
  accessKey: server.accessKey,
  secretKey: server.secretKey,
});
const fresh = () => `aip/${randomUUID()}/v1.zip`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dantao-s3-'));
  server = await startS3({ dataDir: folder, port: 0 });
  client = new Client({
    endPoint: '127.0.0.1',
    port: server.port,
    useSSL: false,
    accessKey: server.accessKey,
    secretKey: server.secretKey,
  });
  await initStore(settingsOf('locked'));
  await client.makeBucket('plain');
  await client.setBucketVersioning('plain', { Status: 'Enabled' });
}, 900_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Unfinished uploads on the server's own disk: its listing shows them only by exact key. */
async function unfinished(): Promise<string[]> {
  const files = await readdir(join(folder, 'drive', '.minio.sys', 'multipart'), { recursive: true }).catch(() => []);
  return files.filter((name) => name.endsWith('xl.meta'));
}

for (const bucket of ['locked', 'plain']) {
  objectStoreContract(`s3 (${bucket} bucket)`, async () => {
    const store = await open(bucket);
    return { store, leftovers: unfinished, dispose: () => store.close() };
  });
}

describe('the seven faults of the client', () => {
  let store: S3Store;
  let requests: SignedRequests;
  beforeAll(async () => {
    store = await open('locked');
    requests = new SignedRequests(endpointOf('locked'));
  });
  afterAll(async () => {
    requests?.close();
    await store?.close();
  });

  it.each([
    ['small', 10],
    ['in parts', LARGE],
  ])('1: lock and checksum are set, not turned into metadata (%s)', async (_, length) => {
    const key = fresh();
    const retainUntil = new Date(Date.now() + 60_000);
    const put = await store.putOnce(key, bodyOf(randomBytes(length)), length, { retainUntil });
    expect(Math.abs(put.retainUntil!.getTime() - retainUntil.getTime())).toBeLessThan(1000);
    const { headers } = await requests.send({ method: 'HEAD', key, headers: { 'x-amz-checksum-mode': 'ENABLED' } });
    expect(headers['x-amz-object-lock-mode']).toBe('COMPLIANCE');
    expect(Object.keys(headers).filter((name) => name.startsWith('x-amz-meta-'))).toEqual(['x-amz-meta-sha256']);
    if (length === 10) expect(headers['x-amz-checksum-sha256']).toBeDefined();
    await expect(client.removeObject('locked', key, { versionId: put.version! })).rejects.toThrow();
    await expect(
      client.removeObject('locked', key, { versionId: put.version!, governanceBypass: true }),
    ).rejects.toThrow();
    expect(await store.stat(key, put.version)).toMatchObject({ sizeBytes: length, version: put.version });
  });

  it('2: bytes changed on the way are refused over TLS too', async () => {
    const proxy = await startFlippingTlsServer(server.port);
    const overTls = new SignedRequests({ ...endpointOf('plain'), tls: true, port: proxy.port, ca: proxy.ca });
    try {
      for (const body of [bodyOf(Buffer.from('keep FLIPME keep')), streamOf(Buffer.from('keep FLIPME keep'), 4)]) {
        const key = fresh();
        const target = { requests: overTls, key, sizeBytes: 16, headers: {} };
        await expect(putSingle(target, body)).rejects.toMatchObject({ code: 'OBJECT_SIZE_MISMATCH' });
        await expect(client.statObject('plain', key)).rejects.toMatchObject({ code: 'NotFound' });
      }
      expect(proxy.flipped()).toBeGreaterThan(1);
      const target = { requests: overTls, key: fresh(), sizeBytes: 4, headers: {} };
      expect(await putSingle(target, bodyOf(Buffer.from('keep')))).toMatchObject({ kind: 'stored' });
    } finally {
      overTls.close();
      await proxy.close();
    }
  });

  it('3: of four writers of one new key in parts, one wins', async () => {
    const key = fresh();
    const written = [0, 1, 2, 3].map((fill) => Buffer.alloc(LARGE, fill));
    const outcomes = await Promise.allSettled(
      written.map((bytes, index) => store.putOnce(key, index % 2 ? bodyOf(bytes) : streamOf(bytes, 1 << 20), LARGE)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'OBJECT_CONFLICT' });
    }
    const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
    expect(sha256(await readAll(await store.open(key)))).toBe(sha256(written[winner]!));
    expect(await store.putOnce(key, bodyOf(written[winner]!), LARGE)).toMatchObject({ existed: true });
    expect(await unfinished()).toEqual([]);
  }, 120_000);

  it('4: an unfinished upload of the same key is not continued, and aborted when a day old', async () => {
    const key = fresh();
    const begin = () => client.initiateNewMultipartUpload('locked', key, { 'x-amz-meta-sha256': 'old' });
    const left = await begin();
    await requests.send({
      method: 'PUT',
      key,
      query: { partNumber: '1', uploadId: left },
      body: { bytes: Buffer.from('old') },
      sha256: sha256(Buffer.from('old')),
    });
    const bytes = randomBytes(LARGE);
    await store.putOnce(key, streamOf(bytes, 100_000), LARGE);
    const found = await client.statObject('locked', key);
    expect(found.metaData.sha256).toBe(sha256(bytes));
    expect(sha256(await readAll(await store.open(key)))).toBe(sha256(bytes));
    // Younger than a day it may belong to another process.
    expect(await unfinished()).toHaveLength(1);

    const later = Date.now() + 25 * 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      await store.putOnce(key, bodyOf(bytes), LARGE);
    } finally {
      clock.mockRestore();
    }
    expect(await unfinished()).toEqual([]);
  }, 120_000);

  it('5: a stream that fails in the middle of the parts ends neither the process nor as an object', async () => {
    const key = fresh();
    const failing: ObjectBody = {
      sha256: sha256(Buffer.alloc(LARGE)),
      async *open() {
        yield Buffer.alloc(40 * 1024 * 1024);
        throw new Error('the sender went away');
      },
    };
    await expect(store.putOnce(key, failing, LARGE)).rejects.toThrow('the sender went away');
    expect(await store.stat(key)).toBeNull();
    expect(await unfinished()).toEqual([]);
  });

  it.each([LARGE - 1, LARGE + 1])('6: a stream of %d bytes is not stored as one of 65 MiB', async (length) => {
    const key = fresh();
    const bytes = Buffer.alloc(length);
    await expect(store.putOnce(key, streamOf(bytes, 1 << 20), LARGE)).rejects.toMatchObject({
      code: 'OBJECT_SIZE_MISMATCH',
    });
    expect(await store.stat(key)).toBeNull();
    expect(await unfinished()).toEqual([]);
  });

  it('7: a list goes on past 1000 keys that hold slashes', async () => {
    const prefix = `log/${randomUUID()}`;
    const keys = Array.from({ length: 1100 }, (_, index) => `${prefix}/${index % 7}/${index}.json`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => store.putOnce(key, bodyOf(Buffer.from(key)), key.length)));
    }
    const listed: string[] = [];
    for await (const object of store.list(`${prefix}/`)) listed.push(object.key);
    expect(listed).toEqual(keys.sort());
  }, 120_000);
});

describe('s3 store', () => {
  it('sets no retention in a bucket without object lock, and says so', async () => {
    const store = await open('plain');
    expect(store.capabilities()).toEqual({ conditionalWrites: true, versioning: true, retention: false });
    const put = await store.putOnce(fresh(), bodyOf(Buffer.from('x')), 1, {
      retainUntil: new Date(Date.now() + 60_000),
    });
    expect(put.retainUntil).toBeUndefined();
    await store.close();
  });

  it('makes a retention longer when the same bytes come with a later date, never shorter', async () => {
    const store = await open('locked');
    expect(store.capabilities().retention).toBe(true);
    const key = fresh();
    const put = (ms: number) => store.putOnce(key, bodyOf(Buffer.from('x')), 1, { retainUntil: new Date(ms) });
    const now = Math.floor(Date.now() / 1000) * 1000;
    await put(now + 60_000);
    expect(await put(now + 120_000)).toMatchObject({ existed: true, retainUntil: new Date(now + 120_000) });
    expect(await put(now + 30_000)).toMatchObject({ existed: true, retainUntil: new Date(now + 120_000) });
    await store.close();
  });

  it('compares by reading when the stored object carries no digest of ours', async () => {
    const store = await open('plain');
    const key = fresh();
    await client.putObject('plain', key, Buffer.from('foreign'), 7);
    expect(await store.putOnce(key, bodyOf(Buffer.from('foreign')), 7)).toMatchObject({ existed: true });
    await expect(store.putOnce(key, bodyOf(Buffer.from('foreigN')), 7)).rejects.toMatchObject({
      code: 'OBJECT_CONFLICT',
    });
    await store.close();
  });

  it('keeps the old version readable when something else overwrites or deletes', async () => {
    const store = await open('plain');
    const key = fresh();
    const put = await store.putOnce(key, bodyOf(Buffer.from('ours')), 4);
    await client.putObject('plain', key, Buffer.from('theirs'), 6);
    await client.removeObject('plain', key);
    expect(await store.stat(key)).toBeNull();
    expect((await readAll(await store.open(key, { version: put.version! }))).toString()).toBe('ours');
    await store.close();
  });

  it.each([
    ['a wrong secret key', { secretKey: 'wrong-secret-key' }, 'plain', 'the secret key is wrong'],
    ['an unknown access key', { accessKey: 'nobody' }, 'plain', 'does not know the access key'],
    ['a missing bucket', {}, 'absent', 'no such bucket'],
  ])('says %s plainly at start', async (_, wrong, bucket, text) => {
    const opening = openStore({ ...settingsOf(bucket), ...wrong });
    await expect(opening).rejects.toMatchObject({
      code: 'STORE_MISCONFIGURED',
      message: expect.stringContaining(text),
    });
  });

  it('gives up on a server that accepts connections and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    try {
      const opening = openStore({ ...settingsOf('plain'), url: `s3+http://127.0.0.1:${port}/plain` });
      await expect(opening).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', options: { retryable: true } });
      const requests = new SignedRequests({ ...endpointOf('plain'), port });
      await expect(requests.send({ method: 'HEAD' })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
      requests.close();
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  }, 60_000);

  it('refuses a bucket without versioning; store init turns it on', async () => {
    await client.makeBucket('unversioned');
    await expect(open('unversioned')).rejects.toMatchObject({
      code: 'STORE_MISCONFIGURED',
      message: expect.stringContaining('store init'),
    });
    const { done, notEnforced } = await initStore(settingsOf('unversioned'));
    expect(done).toContain('versioning turned on');
    expect(notEnforced).toEqual([expect.stringContaining('no object lock')]);
    await (await open('unversioned')).close();
  });

  it('refuses a server that ignores conditional writes, unless a setting accepts it', async () => {
    const blind = await startConditionBlindServer(endpointOf('plain'));
    const settings = { ...settingsOf('plain'), url: `s3+http://127.0.0.1:${blind.port}/plain` };
    try {
      await expect(openStore(settings)).rejects.toMatchObject({
        code: 'STORE_MISCONFIGURED',
        message: expect.stringContaining('If-None-Match'),
      });
      expect((await initStore(settings)).notEnforced).toContainEqual(expect.stringContaining('conditional writes'));
      const store = await openStore({ ...settings, acceptNoConditionalWrites: true });
      const key = fresh();
      await store.putOnce(key, bodyOf(Buffer.from('one')), 3);
      await expect(store.putOnce(key, bodyOf(Buffer.from('two')), 3)).rejects.toMatchObject({
        code: 'OBJECT_CONFLICT',
      });
      await store.close();
    } finally {
      await blind.close();
    }
  });

  it('finds every rule enforced by a bucket it made, twice over', async () => {
    const first = await initStore(settingsOf('prepared'));
    expect(first).toEqual({ done: ['bucket prepared made, with object lock', 'versioning was on'], notEnforced: [] });
    expect(await initStore(settingsOf('prepared'))).toMatchObject({
      done: ['bucket prepared was there', 'versioning was on'],
      notEnforced: [],
    });
    const store = await open('prepared');
    for await (const object of store.list('')) throw new Error(`shows ${object.key}`);
    await store.close();
  });

  it('waits for a server that was killed, loses nothing acknowledged, and gives up after about ten seconds', async () => {
    const store = await open('locked');
    const acknowledged = new Map<string, { version: string; hash: string }>();
    let running = true;
    const writers = Array.from({ length: 8 }, async () => {
      while (running) {
        const bytes = randomBytes(1 + Math.floor(Math.random() * 300_000));
        const key = fresh();
        const put = await store.putOnce(key, acknowledged.size % 2 ? bodyOf(bytes) : streamOf(bytes), bytes.length);
        acknowledged.set(key, { version: put.version!, hash: sha256(bytes) });
      }
    });
    for (let round = 0; round < 2; round += 1) {
      const enough = acknowledged.size + 60;
      while (acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 10));
      await server.kill();
      await server.restart();
    }
    running = false;
    // No writer failed: each waited for the server to come back.
    await Promise.all(writers);
    for (const [key, { version, hash }] of acknowledged) {
      expect(sha256(await readAll(await store.open(key, { version })))).toBe(hash);
    }

    await server.stop();
    const began = Date.now();
    const down = { code: 'STORE_UNAVAILABLE', options: { retryable: true } };
    const results = await Promise.allSettled([
      store.putOnce(fresh(), bodyOf(Buffer.from('x')), 1),
      store.stat(fresh()),
      store.open(fresh()),
      store.probe(),
      readAll(store.list('aip/') as never),
    ]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: down });
    expect(Date.now() - began).toBeGreaterThan(7000);
    expect(Date.now() - began).toBeLessThan(15_000);
    await server.restart();
    expect(await store.putOnce(fresh(), bodyOf(Buffer.from('x')), 1)).toMatchObject({ existed: false });
    await store.close();
  }, 120_000);
});
