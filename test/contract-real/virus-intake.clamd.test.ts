import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clamdInstalled, startClamd, VIRUS, VIRUS_NAME, type TestClamd } from '../../scripts/clamd-server.mjs';
import { accepted, ask, bytesOf, declare, jsonOf, submit, type SentFile } from '../e2e/api.js';
import { openHouse, type House } from '../e2e/house.js';

interface Item {
  item: string;
  outcome: string;
  why?: { zh: string; en: string };
  found?: string;
  evidence: { where: string; what: string }[];
}
const suite = (await clamdInstalled()) ? describe : describe.skip;

suite('the service with a real clamd', () => {
  let clamd: TestClamd;
  let house: House;
  beforeAll(async () => {
    clamd = await startClamd();
    house = await openHouse({ DANTAO_CLAMD: `127.0.0.1:${clamd.port}`, DANTAO_CLAMD_LIMIT_MB: '4' });
  }, 120_000);
  afterAll(async () => {
    await house?.close();
    await clamd?.stop();
  });

  const MIB = 1 << 20;
  const file = (part: string, bytes: Uint8Array): SentFile => ({ part, name: `${part}.txt`, bytes });
  const text = (words: string) => Buffer.from(`${words}\n`);
  const send = async (files: SentFile[]) => {
    const declared = declare(house.fonds.code, files, { title: files[0]!.name });
    const answer = await submit(house.url, declared, files, { key: house.submitter.key });
    expect([answer.status, answer.status === 201 ? '' : answer.text]).toEqual([201, '']);
    return accepted(answer);
  };
  const items = async (id: string): Promise<Item[]> =>
    jsonOf<{ results: Item[] }>(await ask(`${house.url}/v1/records/${id}/checks/latest`, { key: house.archivist.key })).results; // prettier-ignore
  const virus = async (id: string) => (await items(id)).find(({ item }) => item === 'virus')!;
  const again = async (id: string) =>
    jsonOf<{ number: number; registeredReceipt: string | null; results: Item[] }>(
      await ask(`${house.url}/v1/records/${id}/checks`, { key: house.archivist.key, json: {} }),
    );

  it('registers what is clean and says by which scanner', async () => {
    const { record } = await send([file('clean-1', text('nothing')), file('clean-2', bytesOf('big', 3 * MIB))]);
    expect(record).toMatchObject({ state: 'registered', stateReason: [] });
    const said = await virus(record.id);
    expect(said).toMatchObject({ outcome: 'passed', found: expect.stringMatching(/^ClamAV \d/) });
    expect(said.evidence[0]).toMatchObject({ what: 'clean: no signature matched' });
  });

  it.each([
    ['small, in memory', (words: string) => text(words)],
    ['large, in the spool', (words: string) => Buffer.concat([bytesOf('large', 3 * MIB), text(words)])],
  ])('receives an infected record and does not register it: %s', async (what, make) => {
    const { record, registeredReceipt } = await send([
      file(`fine-${what.length}`, text(what)),
      file(`bad-${what.length}`, make(VIRUS)),
    ]);
    expect([record.state, record.stateReason, registeredReceipt]).toEqual(['received', ['CHECK_VIRUS'], null]);
    const said = await virus(record.id);
    expect(said).toMatchObject({ outcome: 'failed' });
    expect(said.evidence.map((one) => one.what)).toEqual(['clean: no signature matched', `infected: ${VIRUS_NAME}`]);
    // Looked at again from the stored package: as before.
    const second = await again(record.id);
    expect(second).toMatchObject({ registeredReceipt: null });
    expect(second.results.find(({ item }) => item === 'virus')).toMatchObject({ outcome: 'failed' });
  });

  it('does not register what is completed by an infected file, also when a clean one comes after it', async () => {
    const first = file('body', text('body'));
    const record = declare(house.fonds.code, [first], {
      title: 'completed',
      expects: { files: [{ name: 'bad-late.txt' }, { name: 'fine-late.txt' }] },
    });
    const { id } = accepted(await submit(house.url, record, [first], { key: house.submitter.key })).record;
    const bring = async (one: SentFile) => {
      const body = new FormData();
      body.set('record', JSON.stringify({ reason: '补充附件', files: [{ part: one.part, name: one.name }] }));
      body.append(one.part, new Blob([new Uint8Array(one.bytes)]), 'x.bin');
      const answer = await ask(`${house.url}/v1/records/${id}/versions`, { key: house.submitter.key, method: 'POST', body }); // prettier-ignore
      expect([answer.status, answer.status === 201 ? '' : answer.text]).toEqual([201, '']);
      return accepted(answer).record;
    };
    expect(await bring(file('bad-late', text(`late ${VIRUS}`)))).toMatchObject({ state: 'incomplete' });
    expect(await bring(file('fine-late', text('late')))).toMatchObject({
      state: 'received',
      stateReason: ['CHECK_VIRUS'],
    });
  });

  it('larger than the limit is not checked; the record is registered and the report says so', async () => {
    const { record } = await send([file('over', Buffer.concat([bytesOf('over', 4 * MIB), text(VIRUS)]))]);
    expect(record.state).toBe('registered');
    expect(await virus(record.id)).toMatchObject({
      outcome: 'not-checked',
      why: { en: expect.stringContaining('larger') },
    });
  });

  it('a scanner that is down holds up nobody, clears no virus, and is used again when it is back', async () => {
    const bad = await send([file('bad-down', text(`again ${VIRUS}`))]);
    await clamd.kill();
    const blind = await send([file('blind', text(`unseen ${VIRUS}`))]);
    expect(blind.record.state).toBe('registered');
    expect(await virus(blind.record.id)).toMatchObject({ outcome: 'not-checked', why: { en: expect.stringContaining('ECONNREFUSED') } }); // prettier-ignore
    // Not looked at is not passed: it stays where it is.
    const unseen = await again(bad.record.id);
    expect(unseen.results.find(({ item }) => item === 'virus')).toMatchObject({ outcome: 'not-checked' });
    expect(unseen.registeredReceipt).toBeNull();
    const { state } = jsonOf<{ record: { state: string } }>(await ask(`${house.url}/v1/records/${bad.record.id}`, { key: house.archivist.key })).record; // prettier-ignore
    expect(state).toBe('received');

    await clamd.start();
    const deadline = Date.now() + 30_000;
    let seen: Item | undefined;
    do {
      seen = (await again(blind.record.id)).results.find(({ item }) => item === 'virus');
    } while (seen?.outcome === 'not-checked' && Date.now() < deadline);
    expect(seen).toMatchObject({ outcome: 'failed', found: VIRUS_NAME });
  }, 90_000);
});
