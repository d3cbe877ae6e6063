import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkCharacter } from '../../src/core/records/certificate-id.js';
import { ask, declare, jsonOf, problemOf, submit } from './api.js';
import { openHouse, type House } from './house.js';

/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

const post = (path: string, json: unknown, key = house.archivist.key) => ask(house.url + path, { key, json });
const get = async (path: string, key = house.archivist.key): Promise<Loose> => {
  const answer = await ask(house.url + path, { key });
  expect([path, answer.status]).toEqual([path, 200]);
  return jsonOf(answer);
};
const send = async (record: Record<string, unknown>, text: string, name = '说明.xml'): Promise<Loose> => {
  const files = [{ part: 'f1', name, bytes: Buffer.from(text) }];
  const answer = await submit(house.url, declare(house.fonds.code, files, record), files, house.submitter);
  expect([answer.status, answer.status === 201 ? '' : answer.text]).toEqual([201, '']);
  return jsonOf(answer);
};

describe('a kind of records without code', () => {
  const ELEMENT = { key: 'own-project-code', zh: '项目代码', en: 'Project code', type: 'identifier', source: '建设项目管理系统' }; // prettier-ignore
  const KIND = {
    id: 'construction-file',
    zh: '建设工程档案',
    en: 'Construction project file',
    fields: [{ key: 'own-project-code', obligation: 'required' }],
    files: [{ role: '竣工图', min: 1, max: null }],
    duplicateKey: '{own-project-code}',
    title: '工程 {own-project-code}',
    mappings: [{ document: { root: 'project' }, path: 'head/code', key: 'own-project-code' }],
  };

  it('is given to a fonds as data, and from then on records are read by it', async () => {
    const base = `/v1/fonds/${house.fonds.code}`;
    expect((await post(`${base}/kinds`, KIND)).status).toBe(400);
    expect((await post(`${base}/dictionary`, ELEMENT)).status).toBe(201);
    expect(problemOf(await post(`${base}/dictionary`, ELEMENT)).code).toBe('NAME_TAKEN');
    expect(jsonOf(await post(`${base}/kinds`, KIND))).toMatchObject({ version: 1, kind: { version: 1 } });
    expect(jsonOf(await post(`${base}/kinds`, KIND))).toMatchObject({ version: 1 });

    const declared = { kind: 'auto', title: undefined };
    const { record, duplicateKey, findings, facts } = await send(declared, '<project><head><code>GC-1</code></head></project>'); // prettier-ignore
    expect(record).toMatchObject({ kind: 'construction-file', title: '工程 GC-1' });
    expect(duplicateKey).toBe('construction-file:GC-1');
    expect(findings.map(({ code }: Loose) => code)).toEqual(['ROLE_COUNT']);
    expect(facts).toMatchObject([{ key: 'own-project-code', text: 'GC-1', place: '/project/head/code', reader: 'mapping:construction-file/1' }]); // prettier-ignore
  });

  it('is served with the dictionary, hidden from other fonds, withdrawn and kept', async () => {
    const own = await get(`/v1/dictionary?fonds=${house.fonds.code}&kind=construction-file`);
    expect(own.items.map(({ key }: Loose) => key)).toEqual(['own-project-code']);
    const m22 = (await get('/v1/dictionary?scheme=DA/T%2046')).items.find(({ numbers }: Loose) => numbers['DA/T 46'] === 'M22'); // prettier-ignore
    expect(m22).toMatchObject({ key: 'title', zh: '题名' });
    expect((await get('/v1/dictionary/kinds')).items.map(({ id }: Loose) => id)).toContain('e-certificate');
    const elsewhere = await ask(`${house.url}/v1/fonds/${house.fonds.code}/kinds`, { key: house.otherAuditor.key });
    expect(problemOf(elsewhere).code).toBe('FONDS_UNKNOWN');
    const asSubmitter = await post(`/v1/fonds/${house.fonds.code}/kinds`, KIND, house.submitter.key);
    expect(problemOf(asSubmitter).code).toBe('FORBIDDEN');

    const withdrawal = `/v1/fonds/${house.fonds.code}/kinds/construction-file/withdrawal`;
    expect((await post(withdrawal, { reason: '并入通用类' })).status).toBe(200);
    expect((await get(`/v1/fonds/${house.fonds.code}/kinds`)).items).toEqual([]);
    expect((await get(`/v1/fonds/${house.fonds.code}/kinds?withdrawn`)).items).toHaveLength(1);
    const { record } = await send({ kind: 'auto' }, '<project><head><code>GC-2</code></head></project>');
    expect(record.kind).toBe('generic');
    expect(problemOf(await post(withdrawal.replace('construction-file', 'nobody'), { reason: 'x' })).code).toBe('DICTIONARY_UNKNOWN'); // prettier-ignore
  });
});

describe('a certificate in versions', () => {
  const [type, issuer] = ['119900000000000943001', '119900000000000350'];
  const idOf = (serial: string, version: string) =>
    `1.2.156.3005.2.${type}.${issuer}.${serial}.${version}.${checkCharacter(type + issuer + serial + version)}`;
  const sendVersion = (serial: string, version: string, said: Record<string, string>) =>
    send({ kind: 'e-certificate', title: '许可证', metadata: { 证照标识: idOf(serial, version), ...said } }, `<许可证 版="${serial}.${version}"/>`); // prettier-ignore

  it('is asked which was in force on a day: changes and renewals, in whatever order they came', async () => {
    const third = await sendVersion('S2', '001', { 颁发日期: '2026-11-01', 有效期起始日期: '2027-01-01', 有效期截止日期: '2029-12-31', 原证照标识: idOf('S1', '002') }); // prettier-ignore
    const first = await sendVersion('S1', '001', { 颁发日期: '2024-01-01', 有效期起始日期: '2024-01-01', 有效期截止日期: '2026-12-31' }); // prettier-ignore
    const second = await sendVersion('S1', '002', { 颁发日期: '2025-06-01', 有效期起始日期: '2024-01-01', 有效期截止日期: '2026-12-31' }); // prettier-ignore
    const [one, two, three] = [first, second, third].map(({ record }) => record.id);
    const on = async (day: string, identifier = idOf('S1', '001')) => (await get(`/v1/certificates/${identifier}/versions?on=${day}`)).inForce; // prettier-ignore
    expect(await on('2023-01-01')).toEqual([]);
    expect(await on('2025-05-31')).toEqual([one]);
    expect(await on('2025-06-01')).toEqual([two]);
    expect(await on('2027-01-01')).toEqual([three]);
    expect(await on('2025-05-31', idOf('S2', '001'))).toEqual([one]);
    expect(await on('2026-03-17', `1.2.156.3005.2.${type}.${issuer}.S1`)).toEqual([two]);
    const { versions } = await get(`/v1/certificates/${idOf('S1', '001')}/versions?on=2026-03-17`);
    expect(versions.map(({ record, version, follows }: Loose) => [record, version, follows])).toEqual([
      [one, '001', []],
      [two, '002', [{ type: 'version-of', record: one }]],
      [three, '001', [{ type: 'renews', record: two }]],
    ]);
    const asked = (path: string) => ask(`${house.url}/v1/certificates/${path}`, { key: house.archivist.key });
    expect(problemOf(await asked(`${idOf('S9', '001')}/versions`)).code).toBe('RECORD_UNKNOWN');
    expect(problemOf(await asked('x/versions')).code).toBe('REQUEST_INVALID');
    expect(problemOf(await asked(`${idOf('S1', '001')}/versions?on=2026-3-1`)).code).toBe('REQUEST_INVALID');
    const elsewhere = await ask(`${house.url}/v1/certificates/${idOf('S1', '001')}/versions`, { key: house.otherAuditor.key }); // prettier-ignore
    expect(problemOf(elsewhere).code).toBe('RECORD_UNKNOWN');
  });
});
