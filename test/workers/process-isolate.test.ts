import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { issue } from '../../scripts/pki/certificates.mjs';
import { signedData } from '../../scripts/pki/cms.mjs';
import { ecKey } from '../../scripts/pki/keys.mjs';
import { crl } from '../../scripts/pki/revocation.mjs';
import { type FileReport } from '../../src/core/record.js';
import { makeTrustSnapshot, type TrustSnapshot, type ValidationContext } from '../../src/core/signatures/trust.js';

interface Readers {
  inspect(
    file: { bytes: Uint8Array; gapBytes: number; sizeBytes: number },
    context?: ValidationContext,
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
    process.kill(isolate.pids()[0]!, 'SIGKILL');
    await dying;
    expect(verdicts([await under(many[5]!)])).toEqual(['TOTAL_PASSED null']);
  });
});
