import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { issue } from '../../scripts/pki/certificates.mjs';
import { signedData } from '../../scripts/pki/cms.mjs';
import { ecKey } from '../../scripts/pki/keys.mjs';
import { crl } from '../../scripts/pki/revocation.mjs';
import { type AmongFiles, type FileBeside } from '../../src/archive/ports.js';
import { type FileReport } from '../../src/core/record.js';
import { makeTrustSnapshot, type TrustSnapshot, type ValidationContext } from '../../src/core/signatures/trust.js';

interface Readers {
  inspect(
    file: { bytes: Uint8Array; gapBytes: number; sizeBytes: number },
    context?: ValidationContext,
    among?: AmongFiles,
  ): Promise<FileReport>;
  pids(): number[];
  close(): Promise<void>;
}
// Child processes load built files.
const BUILT: string = '../../dist/workers/process-isolate.js';
const { ProcessIsolate } = (await import(BUILT)) as {
  ProcessIsolate: new (settings: { readers: number; timeoutMs: number; memoryBytes: number }) => Readers;
};

const MEMORY = 512 << 20;
const TEXT = Buffer.from('单套制电子档案\n'.repeat(100));
const file = (bytes: Uint8Array) => ({ bytes, gapBytes: 0, sizeBytes: bytes.length });
let readers: Readers | null = null;
const open = (settings: { readers: number; timeoutMs: number; memoryBytes: number }) =>
  (readers = new ProcessIsolate(settings));
afterEach(async () => readers?.close());

describe('readers in child processes', () => {
  it('answer for many files at once', async () => {
    const isolate = open({ readers: 2, timeoutMs: 20_000, memoryBytes: MEMORY });
    const reports = await Promise.all(Array.from({ length: 100 }, () => isolate.inspect(file(TEXT))));
    expect(new Set(reports.map((r) => r.facts.format))).toEqual(new Set(['text']));
  });

  it('that hang are ended and replaced; only the file being read suffers', async () => {
    const isolate = open({ readers: 1, timeoutMs: 1500, memoryBytes: MEMORY });
    await isolate.inspect(file(TEXT));
    const [pid] = isolate.pids();
    process.kill(pid!, 'SIGSTOP'); // as a reader in an endless loop looks from outside
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => isolate.inspect(file(TEXT))));
    expect(first!.findings.map((f) => f.code)).toEqual(['READER_TIMEOUT']);
    expect(first!.facts.whole).toBe('unknown');
    expect(others.map((r) => r.facts.format)).toEqual(['text', 'text', 'text']);
    expect(isolate.pids()).not.toContain(pid);
  });

  it('that die are replaced', async () => {
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
    await isolate.inspect(file(TEXT));
    const [pid] = isolate.pids();
    process.kill(pid!, 'SIGSTOP');
    const report = isolate.inspect(file(TEXT));
    process.kill(pid!, 'SIGKILL');
    expect((await report).findings.map((f) => f.code)).toEqual(['READER_CRASHED']);
    expect((await isolate.inspect(file(TEXT))).facts.format).toBe('text');
  });

  it('that grow too large are ended: resident memory is what counts', async () => {
    // A reader needs about 50 MB to stand; with a limit below that the watch must end it while it works.
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: 10 << 20 });
    const [pid] = isolate.pids();
    await sleep(500);
    process.kill(pid!, 'SIGSTOP');
    expect((await isolate.inspect(file(TEXT))).findings.map((f) => f.code)).toEqual(['READER_MEMORY']);
  });

  it('know no secret of the service', async () => {
    process.env.DANTAO_TEST_SECRET = 'hunter2';
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
    await isolate.inspect(file(TEXT));
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(`/proc/${isolate.pids()[0]}/environ`, 'utf8')).not.toContain('hunter2');
  });
});

describe('readers judge under the context of each job', () => {
  const root = issue({ key: ecKey('root'), name: 'Test root' });
  const signer = issue({ key: ecKey('alice'), name: 'Alice', issuer: root, until: '2026-01-01T00:00:00Z' });
  const signed = signedData({ content: TEXT, attached: true, signers: [{ holder: signer }], certificates: [signer] });
  const list = crl({ issuer: root, thisUpdate: '2025-12-01T00:00:00Z', nextUpdate: '2026-12-01T00:00:00Z' });
  const anchors = (...names: string[]) => makeTrustSnapshot({ anchors: [{ purpose: 'all', certificate: root.certificate }], certificates: names.map((name) => issue({ key: ecKey(name), name }).certificate), crls: [list], ocsps: [] }); // prettier-ignore
  const verdicts = (reports: FileReport[]) => reports.map(({ signatures: [one] }) => `${one!.verdict} ${one!.subIndication}`); // prettier-ignore

  it('also when they hold many snapshots one after the other, or died in between', async () => {
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
    const under = (trust: TrustSnapshot, at = '2025-12-15T00:00:00Z') => isolate.inspect(file(signed), { trust, at: new Date(at), policy: 'auto' }); // prettier-ignore
    // More than a child keeps, in turns.
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => anchors(name));
    const passed = await Promise.all([...many, ...many, ...many].map((trust) => under(trust)));
    expect(new Set(verdicts(passed))).toEqual(new Set(['TOTAL_PASSED null']));
    expect(verdicts([await under(many[0]!, '2026-02-01T00:00:00Z')])).toEqual(['INDETERMINATE OUT_OF_BOUNDS_NO_POE']);
    expect(verdicts([await isolate.inspect(file(signed))])).toEqual(['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND']);
    const dying = under(many[5]!);
    const [killed] = isolate.pids();
    process.kill(killed!, 'SIGKILL');
    await dying;
    // It may have answered before it died: the next file waits for its successor.
    while (isolate.pids()[0] === killed) await sleep(10);
    expect(verdicts([await under(many[5]!)])).toEqual(['TOTAL_PASSED null']);
  });
});

describe('readers find what a detached signature is over among the files of its record', () => {
  const alice = issue({ key: ecKey('alice'), name: 'Alice' });
  const OTHER = Buffer.from('something else');
  const detached = (hash?: string) => signedData({ content: TEXT, signers: [{ holder: alice, ...(hash ? { hash } : {}) }] }); // prettier-ignore
  const asked: string[] = [];
  const beside = (name: string, bytes: Uint8Array, more: Partial<FileBeside> = {}): FileBeside => ({
    name,
    sizeBytes: bytes.length,
    open: () => (asked.push(name), Promise.resolve(file(bytes))),
    ...more,
  });
  const measured = (bytes: Uint8Array) => {
    const hex = (hash: string) => createHash(hash).update(bytes).digest('hex');
    return { digests: { sha256: hex('sha256'), sha512: hex('sha512'), sm3: hex('sm3') } };
  };
  const integrity = ({ signatures: [one] }: FileReport) => one!.integrity;
  beforeEach(() => void asked.splice(0));

  it('reading only those that have to be read', async () => {
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
    const among = (...list: FileBeside[]) => ({ name: 'a.txt.p7s', beside: list });
    const look = (list: FileBeside[], hash?: string) => isolate.inspect(file(detached(hash)), undefined, among(...list)); // prettier-ignore
    expect(integrity(await look([beside('b.txt', OTHER), beside('c.txt', TEXT)]))).toBe('intact');
    expect(asked).toEqual(['b.txt', 'c.txt']);
    expect(integrity(await look([beside('a.txt', TEXT), beside('b.txt', OTHER)], 'sha384'))).toBe('intact');
    expect(asked.splice(0)).toEqual(['b.txt', 'c.txt', 'a.txt']);
    expect(integrity(await look([beside('a.txt', OTHER, measured(OTHER)), beside('b.txt', OTHER)]))).toBe('broken');
    expect(integrity(await look([beside('b.txt', OTHER, measured(OTHER))]))).toBe('unknown');
    expect(asked.splice(0)).toEqual(['b.txt']);
    expect(integrity(await look([beside('b.txt', OTHER, measured(OTHER)), beside('c.txt', TEXT, measured(TEXT))]))).toBe('intact'); // prettier-ignore
    expect((await isolate.inspect(file(TEXT), undefined, among(beside('b.txt', OTHER)))).facts.format).toBe('text');
    expect(asked).toEqual([]);
  });

  it('from files of the disk too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dantao-beside-'));
    try {
      const path = join(folder, 'spooled');
      await writeFile(path, Buffer.concat([Buffer.alloc(100), TEXT]));
      const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
      const spooled = { path, gapBytes: 100, sizeBytes: TEXT.length };
      const among = { name: 'a.p7s', beside: [beside('b.txt', TEXT, { open: () => Promise.resolve(spooled) })] };
      expect(integrity(await isolate.inspect(file(detached()), undefined, among))).toBe('intact');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('and say what kept one from being opened; the next file is read all the same', async () => {
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
    const gone = beside('b.txt', TEXT, { open: () => Promise.reject(new Error('the store is away')) });
    const looked = isolate.inspect(file(detached()), undefined, { name: 'a.p7s', beside: [gone] });
    await expect(looked).rejects.toThrow('the store is away');
    const again = { name: 'a.p7s', beside: [beside('b.txt', TEXT)] };
    expect(integrity(await isolate.inspect(file(detached()), undefined, again))).toBe('intact');
  });

  it('while fetching one takes no time of theirs', async () => {
    const isolate = open({ readers: 1, timeoutMs: 3000, memoryBytes: MEMORY });
    await isolate.inspect(file(TEXT));
    const slow = beside('b.txt', TEXT, { open: () => sleep(4000).then(() => file(TEXT)) });
    const report = await isolate.inspect(file(detached()), undefined, { name: 'a.p7s', beside: [slow] });
    expect(integrity(report)).toBe('intact');
  });

  it('or die while one is fetched, and are replaced', async () => {
    const isolate = open({ readers: 1, timeoutMs: 20_000, memoryBytes: MEMORY });
    const die = async () => {
      process.kill(isolate.pids()[0]!, 'SIGKILL');
      await sleep(300);
      return file(TEXT);
    };
    const report = await isolate.inspect(file(detached()), undefined, { name: 'a.p7s', beside: [beside('b.txt', TEXT, { open: die })] }); // prettier-ignore
    expect(report.findings.map(({ code }) => code)).toEqual(['READER_CRASHED']);
    expect((await isolate.inspect(file(TEXT))).facts.format).toBe('text');
  });
});
