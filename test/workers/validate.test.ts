import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Isolate, type Principal, type Spool } from '../../src/archive/ports.js';
import { Validate, type ValidateRequest } from '../../src/archive/validate.js';
import { BufferSource } from '../../src/core/byte-source.js';
import { ArchiveError } from '../../src/core/error.js';
import { inspectBytes } from '../../src/core/formats/index.js';
import { DEFAULT_LIMITS } from '../../src/core/formats/format.js';
import { makeTrustSnapshot, NO_TRUST } from '../../src/core/signatures/trust.js';

// It starts worker threads, which run only what is built.
const BUILT = join(import.meta.dirname, '../../dist/workers/file-spool.js');
const { FileSpool } = (await import(BUILT)) as { FileSpool: { open(folder: string): Promise<Spool> } };

const SEEDS = join(import.meta.dirname, '../../seeds');
const NOW = new Date('2026-03-18T00:00:00Z');
const MAX_BYTES = 4 << 20;
const principal = (fonds: string[] | null): Principal => ({ id: 'p', name: 'p', role: 'auditor', fonds, keyId: 'k' });
const OTHER = makeTrustSnapshot({ ...NO_TRUST, certificates: [Buffer.from('00', 'hex')] });

let folder: string;
let spool: Spool;
let contract: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dantao-validate-'));
  spool = await FileSpool.open(folder);
  contract = await readFile(join(SEEDS, '08-signed-pdf-cades/采购合同.pdf'));
});
afterAll(async () => {
  await spool.close();
  await rm(folder, { recursive: true, force: true });
});

/** The readers in this process: what they say is what the child processes say. */
const here: Pick<Isolate, 'inspect'> = {
  inspect: async ({ bytes, path, gapBytes }, context) => {
    const content = bytes ?? (await readFile(path!)).subarray(gapBytes);
    return inspectBytes(new BufferSource(content), DEFAULT_LIMITS, context ?? null);
  },
};

function validate(isolate = here, asked: string[] = []): Validate {
  const trust = {
    current: async (fonds: string | null) => (asked.push(`current ${fonds}`), OTHER),
    inForce: async (_: Principal, code: string | null) => {
      asked.push(`inForce ${code}`);
      if (code === 'NONE') throw new ArchiveError('FONDS_UNKNOWN', 'no such fonds');
      return NO_TRUST;
    },
  };
  return new Validate(
    { spool, isolate: isolate as Isolate, trust, clock: { now: () => NOW } },
    { maxFileBytes: MAX_BYTES, software: { name: 'dantao', version: '0' } },
  );
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const request = (more: Partial<ValidateRequest> = {}): ValidateRequest => ({
  principal: principal(null),
  name: '采购合同.pdf',
  body: inPieces(contract, 1_000),
  fonds: null,
  at: null,
  policy: null,
  ...more,
});

describe('validating a file that is not stored', () => {
  afterEach(async () => expect(await readdir(folder)).toEqual([]));

  it('reports what the readers say, under what it was asked', async () => {
    const { files, context } = await validate().run(request({ at: new Date('2026-04-01T00:00:00Z'), policy: 'etsi' }));
    expect(context).toEqual({ trust: NO_TRUST.digest, policy: 'etsi', at: '2026-04-01T00:00:00.000Z' });
    expect(files).toMatchObject([
      { name: '采购合同.pdf', sizeBytes: contract.length, report: { facts: { format: 'pdf' } } },
    ]);
    expect(files[0]!.report.signatures).toMatchObject([{ kind: 'signature', integrity: 'intact', policy: 'etsi/1' }]);
    expect((await validate().run(request())).context).toMatchObject({ policy: 'auto', at: NOW.toISOString() });
  });

  it('a large file, which goes over the disk, is reported the same', async () => {
    const large = Buffer.concat([contract, Buffer.alloc(3 << 20, 0x20)]);
    const { files } = await validate().run(request({ body: inPieces(large, 100_000) }));
    expect(files[0]).toMatchObject({ sizeBytes: large.length, report: { facts: { format: 'pdf' } } });
    expect(files[0]!.report.signatures).toHaveLength(1);
  });

  it('the trust is that of the fonds named, of the one fonds of the caller, or of the archive', async () => {
    const asked: string[] = [];
    const story = validate(here, asked);
    expect((await story.run(request({ principal: principal(['f1']) }))).context.trust).toBe(OTHER.digest);
    await story.run(request({ principal: principal(['f1', 'f2']) }));
    await story.run(request({ principal: principal(['f1']), fonds: 'F002' }));
    await story.run(request());
    expect(asked).toEqual(['current f1', 'inForce null', 'inForce F002', 'inForce null']);
  });

  it.each([
    ['a policy nobody knows', { policy: 'mine' }, 'REQUEST_INVALID'],
    ['a fonds nobody knows', { fonds: 'NONE' }, 'FONDS_UNKNOWN'],
    ['too large', { body: inPieces(Buffer.alloc(MAX_BYTES + 1), 1 << 18) }, 'REQUEST_TOO_LARGE'],
    ['a sender that goes away', { body: goesAway() }, 'REQUEST_ABORTED'],
  ])('%s', async (_, more, code) => {
    await expect(validate().run(request(more))).rejects.toMatchObject({ code });
  });

  it('a reader that fails leaves nothing behind', async () => {
    const broken = { inspect: async () => Promise.reject(new Error('a mistake of ours')) };
    const large = Buffer.alloc(3 << 20, 0x20);
    await expect(validate(broken).run(request({ body: inPieces(large, 1 << 18) }))).rejects.toThrow(
      'a mistake of ours',
    );
  });
});

async function* goesAway(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(2 << 20);
  throw new ArchiveError('REQUEST_ABORTED', 'the sender went away');
}
