import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signedData, timestampToken } from '../../scripts/pki/cms.mjs';
import { EKU, issue } from '../../scripts/pki/certificates.mjs';
import { ecKey } from '../../scripts/pki/keys.mjs';
import { signers } from '../../scripts/seeds/keys.mjs';
import { signXml } from '../../scripts/vectors/signed-xml-writer.mjs';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { accepted, ask, declare, jsonOf, type SentFile, submit } from './api.js';
import { openHouse, type House } from './house.js';
import { revalidate, trustSeeds } from './signed-records.js';

const { rsaRoot, rsaSigner } = signers();
const CONTRACT = Buffer.concat([Buffer.from('采购合同\n'), Buffer.alloc(1_500_000, '甲乙双方')]);
const TAMPERED = Buffer.concat([CONTRACT.subarray(0, -1), Buffer.from('!')]);
const at = '2026-03-17T09:12:44Z';
const tsa = issue({ key: ecKey('tsa'), name: 'TSA', issuer: rsaRoot, serial: 77, eku: [EKU.timeStamping], ekuCritical: true }); // prettier-ignore
const P7S = signedData({ content: CONTRACT, signers: [{ holder: rsaSigner, signingTime: at }] });
const NOBODY = signedData({ content: CONTRACT, signers: [{ holder: rsaSigner }], certificates: [] });
const TST = timestampToken({ tsa, message: CONTRACT, at });
const XML = Buffer.from(signXml({ references: [{ uri: '../contract.txt', transforms: [], octets: CONTRACT.toString() }] })); // prettier-ignore

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await trustSeeds(house.url, house.administrator.key);
}, 60_000);
afterAll(async () => house?.close());

interface Report {
  files: { name: string; signatures: { verdict: string; integrity: string; subIndication: string | null; facts: { coverage: { covers: string[] } } }[] }[]; // prettier-ignore
}

/** Sends the files in this order; they are declared in the other one. */
async function sent(title: string, ...files: [name: string, bytes: Uint8Array][]) {
  const { key } = house.submitter;
  const parts = files.map(([name, bytes], i): SentFile => ({ part: `f${i}`, name, bytes }));
  const source = { system: 'ERP', businessKey: title };
  const answer = await submit(house.url, declare(house.fonds.code, parts.toReversed(), { title, source }), parts, {
    key,
  });
  expect([answer.status, answer.text.slice(0, 500)]).toEqual([201, expect.anything()]);
  const { id } = accepted(answer).record;
  const latest = async () => {
    const report = jsonOf<Report>(await ask(`${house.url}/v1/records/${id}/validations/latest`, { key }));
    return Object.fromEntries(report.files.map(({ name, signatures }) => [name, signatures.map(({ verdict, integrity, facts }) => `${verdict} ${integrity} ${facts.coverage.covers.join()}`.trim())])); // prettier-ignore
  };
  return { id, latest };
}

describe('a signature and what it is over, in one record', () => {
  it.each([
    ['content first', true],
    ['signature first', false],
  ])('%s: it is found, and found again when it is judged anew', async (order, first) => {
    const files: [string, Uint8Array][] = [
      ['contract.txt', CONTRACT],
      ['contract.txt.p7s', P7S],
      ['signs/nobody.p7s', NOBODY],
      ['signs/contract.tst', TST],
      ['signs/sign.xml', XML],
    ];
    const { id, latest } = await sent(order, ...(first ? files : files.toReversed()));
    const report = await latest();
    expect(report).toMatchObject({
      'contract.txt.p7s': [expect.stringMatching(/intact file contract\.txt$/)],
      'signs/nobody.p7s': [expect.stringContaining('unknown')],
      'signs/contract.tst': [expect.stringMatching(/intact file contract\.txt$/)],
      'signs/sign.xml': [expect.stringMatching(/intact file contract\.txt$/)],
    });
    const stored = await ask(`${house.url}/v1/records/${id}/package`, { key: house.submitter.key });
    expect((await checkPackage(new BufferSource(stored.bytes))).findings).toEqual([]);

    const run = await revalidate(house.url, house.administrator.key, { all: true });
    expect([run.problems, run.revalidated > 0]).toEqual([[], true]);
    expect(await latest()).toMatchObject(
      Object.fromEntries(
        ['contract.txt.p7s', 'signs/contract.tst', 'signs/sign.xml'].map((name) => [name, report[name]]),
      ),
    );
  });

  it('is failed when the content was changed, and stays so', async () => {
    const { latest } = await sent('tampered', ['contract.txt', TAMPERED], ['contract.txt.p7s', P7S], ['signs/sign.xml', XML]); // prettier-ignore
    const failed = { 'contract.txt.p7s': ['TOTAL_FAILED broken file contract.txt'], 'signs/sign.xml': ['TOTAL_FAILED broken'] }; // prettier-ignore
    expect(await latest()).toMatchObject(failed);
    await revalidate(house.url, house.administrator.key, { all: true });
    expect(await latest()).toMatchObject(failed);
  });

  it('is undecided without the content', async () => {
    const { latest } = await sent('alone', ['other.txt', TAMPERED], ['contract.txt.p7s', P7S]);
    expect(await latest()).toMatchObject({ 'contract.txt.p7s': ['INDETERMINATE unknown'] });
  });
});
