import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BufferSource } from '../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../src/core/formats/format.js';
import { inspectBytes } from '../../src/core/formats/index.js';
import { validationReport } from '../../src/core/signatures/report/report.js';
import { readTrustSnapshot } from '../../src/core/signatures/trust.js';
import { accepted, ask, declare, jsonOf, problemOf, sha256, submit } from './api.js';
import { runDantao } from '../cli/run-dantao.js';
import { openHouse, type House } from './house.js';
import {
  addTrust,
  ANCHORS,
  CONTRACT,
  CRLS,
  receiptOf,
  revalidate,
  SEAL,
  submitSigned,
  trustSeeds,
} from './signed-records.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

let house: House;
let archivist: { key: string };
beforeAll(async () => {
  house = await openHouse();
  archivist = await house.administrator.principal('archivist', [house.otherFonds.id]);
}, 60_000);
afterAll(() => house?.close());

const get = async <T = Loose>(path: string, key: string): Promise<T> => {
  const answer = await ask(house.url + path, { key });
  expect([path, answer.status]).toEqual([path, 200]);
  return jsonOf<T>(answer);
};
const bytesAt = async (path: string, key: string) => {
  const answer = await ask(house.url + path, { key });
  expect([path, answer.status, answer.headers['content-type']]).toEqual([path, 200, 'application/json']);
  expect(answer.headers['etag']).toBe(`"${sha256(answer.bytes)}"`);
  return answer.bytes;
};

/** Made again from the file, the archived snapshot and what the report says of itself: without the service. */
async function madeAgain(report: Loose, snapshot: Buffer): Promise<Buffer> {
  const { record, software, trust, policy, at } = report;
  const context = { trust: readTrustSnapshot(snapshot), policy, at: new Date(at) };
  const files = [];
  for (const { name, path, sizeBytes, sha256: digest, sm3 } of report.files) {
    const bytes = [SEAL, CONTRACT].find((one) => sha256(one) === digest)!;
    const again = await inspectBytes(new BufferSource(bytes), DEFAULT_LIMITS, context);
    files.push({ name, path, sizeBytes, sha256: digest, sm3, report: again });
  }
  return Buffer.from(validationReport({ record, software, context: { trust, policy, at }, files }));
}

describe('trust that is there before the record', () => {
  it.each(['发票.ofd', '合同.pdf'])('%s: TOTAL_PASSED at intake, in package, receipt and ledger', async (name) => {
    const { url, administrator, fonds, submitter } = house;
    await trustSeeds(url, administrator.key, fonds.code);
    const { snapshot } = await get(`/v1/trust?fonds=${fonds.code}`, submitter.key);
    const answer = await submitSigned(url, submitter.key, fonds.code, name, `before-${name}`);
    expect(answer.status).toBe(201);
    const { record, files, receipt, registeredReceipt } = accepted(answer);
    expect(record.state).toBe('registered');
    expect(files[0]!.signatures.map(({ verdict }) => verdict)).toEqual(['TOTAL_PASSED']);
    const signatures = { total: 1, passed: 1, indeterminate: 0, failed: 0, trust: snapshot, policy: 'auto' };
    for (const jws of [receipt, registeredReceipt]) expect(receiptOf(jws).signatures).toEqual(signatures);

    const { items } = await get(`/v1/records/${record.id}/validations`, submitter.key);
    const { trust: _, ...counts } = signatures;
    expect(items).toEqual([
      { number: 1, at: record.receivedAt, trust: snapshot, ...counts, report: null, changes: [] },
    ]);
    const bytes = await bytesAt(`/v1/records/${record.id}/validations/1`, submitter.key);
    const trust = await bytesAt(`/v1/trust/snapshots/${snapshot}`, submitter.key);
    expect(sha256(trust)).toBe(snapshot);
    expect(JSON.parse(bytes.toString())).toMatchObject({ record: record.id, trust: snapshot, at: record.receivedAt });
    expect((await madeAgain(JSON.parse(bytes.toString()), trust)).equals(bytes)).toBe(true);
    expect((await ask(`${url}/v1/records/${record.id}/package`, { key: submitter.key })).bytes.includes(bytes)).toBe(
      true,
    );
  });

  it('a signature over another page is received and not registered, whatever is trusted', async () => {
    const { url, fonds, submitter } = house;
    const bytes = Buffer.from(CONTRACT);
    // One character of the page, another price.
    bytes.write('5', bytes.indexOf('<753265B9') + 1);
    const files = [{ part: 'f1', name: '合同.pdf', bytes }];
    const { record, receipt, files: told } = accepted(await submit(url, declare(fonds.code, files), files, { key: submitter.key })); // prettier-ignore
    expect([record.state, told[0]!.signatures[0]!.verdict]).toEqual(['received', 'TOTAL_FAILED']);
    expect(receiptOf(receipt).signatures).toMatchObject({ total: 1, failed: 1 });
    const { items } = await get('/v1/validations/pending', house.archivist.key);
    expect(items.map((one: Loose) => one.record)).not.toContain(record.id);
  });
});

describe('trust that comes after the record', () => {
  it('is queued with its reasons, and settled by another look; the old report stays', async () => {
    const { url, administrator, otherFonds, otherSubmitter, otherAuditor } = house;
    const answer = await submitSigned(url, otherSubmitter.key, otherFonds.code, '发票.ofd', 'after');
    const { record, files } = accepted(answer);
    expect(record.state).toBe('registered');
    expect(files[0]!.signatures[0]).toMatchObject({ verdict: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }); // prettier-ignore
    const pending = () => get(`/v1/validations/pending?fonds=${otherFonds.code}`, otherAuditor.key);
    const first = await pending();
    expect(first.items).toMatchObject([
      {
        record: record.id,
        fonds: otherFonds.code,
        number: 1,
        awaits: 'trust',
        newTrust: false,
        open: [{ file: '发票.ofd', verdict: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' }],
      },
    ]);
    // Nothing changed: there is nothing to look at.
    expect(await revalidate(url, archivist.key)).toMatchObject({ seen: 1, revalidated: 0, changed: 0, problems: [] });

    await trustSeeds(url, administrator.key, otherFonds.code);
    expect((await pending()).items[0].newTrust).toBe(true);
    const old = await bytesAt(`/v1/records/${record.id}/validations/1`, archivist.key);
    expect(await revalidate(url, archivist.key)).toMatchObject({ seen: 1, revalidated: 1, changed: 1, problems: [] });
    expect((await pending()).items).toEqual([]);
    const { items } = await get(`/v1/records/${record.id}/validations`, otherSubmitter.key);
    expect(items.map((one: Loose) => [one.number, one.passed, one.indeterminate])).toEqual([[2, 1, 0], [1, 0, 1]]); // prettier-ignore
    const { id } = files[0]!.signatures[0]!;
    expect(items[0].changes).toEqual([
      {
        file: '发票.ofd',
        id,
        from: { verdict: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' },
        to: { verdict: 'TOTAL_PASSED', subIndication: null },
      },
    ]);
    const report = await bytesAt(`/v1/records/${record.id}/validations/2`, otherSubmitter.key);
    expect([report.length, sha256(report)]).toEqual([items[0].report.sizeBytes, items[0].report.sha256]);
    const snapshot = await bytesAt(`/v1/trust/snapshots/${items[0].trust}`, otherSubmitter.key);
    expect((await madeAgain(JSON.parse(report.toString()), snapshot)).equals(report)).toBe(true);
    expect((await bytesAt(`/v1/records/${record.id}/validations/1`, archivist.key)).equals(old)).toBe(true);
    const events = await get(`/v1/records/${record.id}/events`, archivist.key);
    expect(events.items.map((one: Loose) => one.type)).toEqual(['received', 'registered', 'revalidated']);
    // The answer to a re-send is still the one of intake.
    const again = accepted(await submitSigned(url, otherSubmitter.key, otherFonds.code, '发票.ofd', 'after'));
    expect([again.receipt, again.files]).toEqual([accepted(answer).receipt, files]);

    // Again: nothing. All: one more report, the same verdict.
    expect(await revalidate(url, archivist.key)).toMatchObject({ seen: 0, revalidated: 0 });
    expect(await revalidate(url, archivist.key, { all: true })).toMatchObject({ seen: 1, revalidated: 1, changed: 0 });
    expect((await get(`/v1/records/${record.id}/validations?limit=1`, archivist.key)).items[0]).toMatchObject({ number: 3, changes: [] }); // prettier-ignore
  });

  it('an anchor that is withdrawn is none from then on; nothing is deleted', async () => {
    const { url, administrator, otherFonds, otherSubmitter } = house;
    const page = await get(`/v1/trust/items?fonds=${otherFonds.code}`, archivist.key);
    const anchors = page.items.filter((one: Loose) => one.kind === 'anchor' && one.fonds === otherFonds.id);
    expect(anchors.length).toBe(2);
    for (const { id } of anchors) {
      const withdrawn = await ask(`${url}/v1/trust/items/${id}/withdrawal`, { key: administrator.key, json: { reason: '密钥泄露' } }); // prettier-ignore
      expect([withdrawn.status, jsonOf<Loose>(withdrawn).withdrawn.reason]).toEqual([200, '密钥泄露']);
    }
    const answer = await submitSigned(url, otherSubmitter.key, otherFonds.code, '发票.ofd', 'withdrawn');
    expect(accepted(answer).files[0]!.signatures[0]!.verdict).toBe('INDETERMINATE');
    expect((await get(`/v1/trust/items?fonds=${otherFonds.code}`, archivist.key)).items.length).toBe(page.items.length - 2); // prettier-ignore
    const all = await get(`/v1/trust/items?fonds=${otherFonds.code}&withdrawn`, archivist.key);
    expect(all.items.length).toBe(page.items.length);
    // Those that passed by it are looked at with all the others.
    expect(await revalidate(url, archivist.key, { fonds: otherFonds.code, all: true })).toMatchObject({ seen: 2, revalidated: 2, changed: 1 }); // prettier-ignore
  });
});

describe('on the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dantao-trust-'));
    await mkdir(join(folder, 'trusted/intermediate'), { recursive: true });
    await writeFile(join(folder, 'trusted/roots.pem'), ANCHORS);
    for (const [i, list] of CRLS.entries()) await writeFile(join(folder, `trusted/intermediate/${i}.crl`), list);
    await writeFile(join(folder, 'note.pem'), 'no certificate');
    await writeFile(join(folder, '合同.pdf'), CONTRACT);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('trust is added, listed, taken along and withdrawn; records are looked at again', async () => {
    const { url, administrator } = house;
    const { code, id } = await administrator.fonds('CLI');
    const { key } = await administrator.principal('submitter', [id]);
    const dantao = (command: string) => runDantao(`DANTAO_URL=${url} DANTAO_KEY=${administrator.key} dantao --lang en ${command}`, folder); // prettier-ignore
    const { record } = accepted(await submitSigned(url, key, code, '合同.pdf', 'cli'));

    const added = await dantao(`trust add --fonds ${code} trusted`);
    expect([added.code, added.stderr, added.stdout.match(/anchor \(all\)|CRL/g)]).toEqual([0, '', ['anchor (all)', 'anchor (all)', 'CRL', 'CRL']]); // prettier-ignore
    expect((await dantao(`trust add --fonds ${code} trusted`)).stdout).toContain('0 added');
    expect(await dantao('trust add note.pem')).toMatchObject({ code: 1, stderr: expect.stringContaining('is no certificate') }); // prettier-ignore
    expect((await dantao('trust add missing.pem')).code).toBe(2);
    const listed = JSON.parse((await dantao(`trust list --fonds ${code} --json`)).stdout) as Loose[];
    expect(listed.filter((one) => one.fonds === id).map((one) => one.kind)).toEqual(['anchor', 'anchor', 'crl', 'crl']);

    const again = await dantao(`revalidate --fonds ${code} --json`);
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, expect.objectContaining({ state: 'done', revalidated: 1, changed: 1 })]); // prettier-ignore
    expect((await dantao(`revalidate --fonds ${code}`)).stdout).toBe('0 records seen, 0 new reports, 0 with another verdict\n'); // prettier-ignore

    // The snapshot, the file and the time of the report give its verdict again, without the service.
    const { items } = await get(`/v1/records/${record.id}/validations`, key);
    const snapshot = await dantao(`trust snapshot --fonds ${code}`);
    expect([snapshot.code, sha256(Buffer.from(snapshot.stdout))]).toEqual([0, items[0].trust]);
    expect((await dantao(`trust snapshot ${items[0].trust}`)).stdout).toBe(snapshot.stdout);
    await writeFile(join(folder, 'snapshot.json'), snapshot.stdout);
    const offline = await runDantao(`dantao inspect --json --trust snapshot.json --at ${items[0].at} 合同.pdf`, folder);
    expect(JSON.parse(offline.stdout)).toMatchObject({ verdict: 'TOTAL_PASSED', integrity: 'intact' });
    await writeFile(join(folder, 'changed.json'), snapshot.stdout.replace('trust-snapshot/v1', 'trust-snapshot/v9'));
    expect(await runDantao('dantao inspect --trust changed.json 合同.pdf', folder)).toMatchObject({ code: 2 });

    const withdrawn = await dantao(`trust withdraw ${listed.find((one) => one.fonds === id)!.id} --reason gone`);
    expect([withdrawn.code, withdrawn.stderr]).toEqual([0, '']);
    expect((await dantao(`trust list --fonds ${code} --withdrawn`)).stdout).toContain('withdrawn: gone');
  }, 60_000);
});

describe('who may', () => {
  it.each(['submitter', 'archivist'] as const)('a %s changes no trust', async (role) => {
    const answer = await addTrust(house.url, house[role].key, ANCHORS, '?purpose=all');
    expect([answer.status, problemOf(answer).code]).toEqual([403, 'FORBIDDEN']);
  });

  it.each([
    ['?purpose=everything', ANCHORS, 400, 'REQUEST_INVALID'],
    ['?purpose=seal', Buffer.from('no certificate'), 400, 'REQUEST_INVALID'],
    ['?purpose=seal', Buffer.alloc(0), 400, 'REQUEST_INVALID'],
    ['?fonds=nowhere', ANCHORS, 404, 'FONDS_UNKNOWN'],
  ])('%s is refused', async (query, bytes, status, code) => {
    const answer = await addTrust(house.url, house.administrator.key, bytes, query);
    expect([answer.status, problemOf(answer).code]).toEqual([status, code]);
  });

  it('what lies outside the scope of a key does not exist', async () => {
    const { url, fonds, otherFonds, otherAuditor, administrator } = house;
    const ofOther = async (path: string, json?: unknown) =>
      (await ask(url + path, { key: archivist.key, ...(json === undefined ? {} : { json }) })).status;
    expect(await ofOther(`/v1/trust?fonds=${fonds.code}`)).toBe(404);
    expect(await ofOther('/v1/revalidations', { fonds: fonds.code })).toBe(404);
    expect((await get(`/v1/validations/pending?fonds=${fonds.code}`, archivist.key)).items).toEqual([]);
    const items = (await get('/v1/trust/items', archivist.key)).items as Loose[];
    expect(items.filter((one) => one.fonds !== null && one.fonds !== otherFonds.id)).toEqual([]);
    const all = await revalidate(url, administrator.key);
    expect(await ofOther(`/v1/revalidations/${all.id}`)).toBe(404);
    const runs = await get('/v1/revalidations', otherAuditor.key);
    expect(runs.items.length).toBeGreaterThan(0);
    expect(runs.items.map((one: Loose) => one.id)).not.toContain(all.id);
    const starts = await ask(`${url}/v1/revalidations`, { key: otherAuditor.key, json: {} });
    expect(starts.status).toBe(403);
  });
});
