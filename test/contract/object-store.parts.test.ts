import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { FolderSync } from '../../src/storage/folder-sync.js';
import { keyToName, nameToKey } from '../../src/storage/key.js';
import { openStore } from '../../src/storage/index.js';
import { parseStoreUrl } from '../../src/storage/settings.js';
import { partsOf } from '../../src/storage/s3-put.js';
import { isPassing, S3Failure, storeFailure } from '../../src/storage/s3-failure.js';

describe('store settings', () => {
  it.each([
    ['memory:', { kind: 'memory' }],
    ['file:/var/lib/dantao', { kind: 'file', root: '/var/lib/dantao' }],
    ['file:///var/lib/two%20words', { kind: 'file', root: '/var/lib/two words' }],
    ['s3+http://minio:9000/aip', { kind: 's3', tls: false, host: 'minio', port: 9000, bucket: 'aip' }],
    [
      's3+https://s3.cn-north-1.amazonaws.com.cn/aip-1/',
      { kind: 's3', tls: true, host: 's3.cn-north-1.amazonaws.com.cn', port: 443, bucket: 'aip-1' },
    ],
  ])('reads %s', (url, expected) => expect(parseStoreUrl(url)).toEqual(expected));

  it.each([
    '',
    'data',
    'file:data',
    'file:/',
    's3://bucket',
    's3+http://host',
    's3+http://host/a/b',
    's3+http://host:0/aip',
    's3+http://host/AIP',
    'https://host/aip',
  ])('refuses %j, naming what is allowed', async (url) => {
    await expect(openStore({ url })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('s3+https://'),
    });
  });

  it('never repeats keys that were put into the URL', () => {
    expect(() => parseStoreUrl('s3+http://key:secret@host/aip')).toThrow(/^(?!.*secret)/);
  });

  it('refuses S3 without keys', async () => {
    await expect(openStore({ url: 's3+http://host/aip' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });
});

describe('names of files', () => {
  it.each([1, 249, 250, 251, 499, 500, 501, 512])('map a key of %d characters there and back', (length) => {
    const key = `${'ab.c/-_'.repeat(80)}`.slice(0, length - 1) + 'z';
    const name = keyToName(key);
    for (const part of name) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
    expect(name.filter((part) => part === '.' || part === '..')).toEqual([]);
    expect(nameToKey(name)).toBe(key);
  });
});

describe('sync of a folder', () => {
  it('is shared by those who come while one runs, and begins after the last of them', async () => {
    const log: string[] = [];
    const folders = new FolderSync(async () => {
      log.push('begin');
      await sleep(20);
      log.push('end');
    });
    const call = (name: string) => {
      log.push(name);
      return folders.sync('/f').then(() => log.push(`${name} durable`));
    };
    const first = call('a');
    await sleep(5);
    await Promise.all([first, call('b'), call('c')]);
    expect(log).toEqual(['a', 'begin', 'b', 'c', 'end', 'a durable', 'begin', 'end', 'b durable', 'c durable']);
    await call('d');
    expect(log.filter((entry) => entry === 'begin')).toHaveLength(3);
  });

  it('fails those who waited for it and nobody after', async () => {
    let turn = 0;
    const folders = new FolderSync(async () => {
      turn += 1;
      await sleep(5);
      if (turn === 1) throw new Error('EIO');
    });
    const [first, second] = await Promise.allSettled([folders.sync('/f'), folders.sync('/f')]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    await expect(folders.sync('/f')).resolves.toBeUndefined();
  });
});

describe('parts of an upload', () => {
  it.each([1, 3, 7, 10, 64])('are cut at 10 bytes whatever the pieces (%d)', async (piece) => {
    const bytes = Buffer.from(Array.from({ length: 47 }, (_, index) => index));
    const pieces = Array.from({ length: Math.ceil(47 / piece) }, (_, index) =>
      bytes.subarray(index * piece, (index + 1) * piece),
    );
    const parts: Uint8Array[] = [];
    for await (const part of partsOf(pieces, 10)) parts.push(part);
    expect(parts.map((part) => part.length)).toEqual([10, 10, 10, 10, 7]);
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  });
});

describe('failures of an S3 server', () => {
  it.each([
    [new S3Failure(503, 'SlowDown', ''), true, 'STORE_UNAVAILABLE'],
    [new S3Failure(500, 'InternalError', ''), true, 'STORE_UNAVAILABLE'],
    [new S3Failure(409, 'ConditionalRequestConflict', ''), true, 'STORE_UNAVAILABLE'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true, 'STORE_UNAVAILABLE'],
    [new S3Failure(507, 'XMinioStorageFull', ''), false, 'STORE_FULL'],
    [new S3Failure(403, 'AccessDenied', ''), false, 'STORE_MISCONFIGURED'],
    [new S3Failure(501, 'NotImplemented', ''), false, 'STORE_MISCONFIGURED'],
    [new S3Failure(404, 'NoSuchBucket', ''), false, 'STORE_MISCONFIGURED'],
  ])('%s: passing %s, %s', (error, passing, code) => {
    expect(isPassing(error)).toBe(passing);
    expect(storeFailure('store it', error)).toMatchObject({ code, message: expect.stringContaining('store it') });
  });

  it('leaves an error of the sender as it is', () => {
    const error = new Error('the sender went away');
    expect(storeFailure('store it', error)).toBe(error);
  });
});
