import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { checkCharacter } from '../../../../src/core/records/certificate-id.js';
import { eCertificateData } from '../../../../src/core/records/e-certificate/document.js';
import { documentsIn, readRecord } from '../../../../src/core/records/index.js';
import { type CarriedTags } from '../../../../src/core/records/reader.js';
import { documentOf, recordOf } from '../input.js';

const PARTS = ['119900000000000943001', '119900000000000350', '202600000001'];
const idOf = (version: string, serial = PARTS[2]!) =>
  `1.2.156.3005.2.${[PARTS[0], PARTS[1], serial, version].join('.')}.${checkCharacter(`${PARTS[0]}${PARTS[1]}${serial}${version}`)}`;
const keyOf = (version: string, serial = PARTS[2]!) => `e-certificate:1.2.156.3005.2.${[PARTS[0], PARTS[1], serial, version].join('.')}`; // prettier-ignore

const SAID = {
  'certificate-id': idOf('001'),
  'certificate-name': '样例行业经营许可证',
  'holder-name': '示例科技有限公司',
  'valid-from': '2026年3月17日',
  'valid-until': '2031-03-16',
};
const read = (said: Record<string, string>, metadata: Record<string, unknown> = {}) =>
  readRecord(
    recordOf({ kind: 'e-certificate', metadata }, [
      { name: '证照.ofd', documents: [documentOf('e-certificate-data', said)] },
    ]),
  );
const codes = ({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code);

describe('an electronic certificate', () => {
  it('says who holds what and from when to when; its key is identifier and version', () => {
    const reading = read(SAID);
    expect(reading).toMatchObject({
      duplicateKey: keyOf('001'),
      title: '样例行业经营许可证（示例科技有限公司）',
      relations: [],
      findings: [],
      voucher: null,
    });
    const values = Object.fromEntries(reading.facts.map(({ key, value }) => [key, value]));
    expect(values).toMatchObject({
      'valid-from': '2026-03-17',
      'valid-until': '2031-03-16',
      'certificate-type-code': PARTS[0],
      'issuer-id': PARTS[1],
      'certificate-version': '001',
    });
  });

  it('is one version of several: the next has a key of its own and follows the one before', () => {
    const reading = read({ ...SAID, 'certificate-id': idOf('012') });
    expect(reading.duplicateKey).toBe(keyOf('012'));
    expect(reading.relations).toEqual([
      { type: 'version-of', key: keyOf('011'), place: '/certificate-id', file: '证照.ofd' },
    ]);
  });

  it.each([
    [{}, 'renews'],
    [{ 'former-certificate-relation': '办理变更' }, 'changes'],
    [{ 'former-certificate-relation': '延续' }, 'renews'],
    [{ 'certificate-status': '注销' }, 'revokes'],
    [{ 'certificate-status': '有效' }, 'renews'],
    [{ 'certificate-status': '注销', 'former-certificate-relation': '补发' }, 'changes'],
  ])('that names a former one, and says %j, %s it', (more, type) => {
    const { relations } = read({ ...SAID, 'former-certificate-id': idOf('001', 'OLD1'), ...more });
    expect(relations).toEqual([{ type, key: keyOf('001', 'OLD1'), place: '/former-certificate-id', file: '证照.ofd' }]);
  });

  it('does not follow itself, nor what is no identifier', () => {
    expect(read({ ...SAID, 'former-certificate-id': SAID['certificate-id'] }).relations).toEqual([]);
    expect(read({ ...SAID, 'former-certificate-id': '旧证第1号' }).relations).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['a wrong check character', { 'certificate-id': `${idOf('001').slice(0, -1)}*` }, ['CERTIFICATE_ID_FORM']],
    ['a changed digit', { 'certificate-id': idOf('001').replace('2026', '2027') }, ['CERTIFICATE_ID_CHECK']],
    ['no identifier at all', { 'certificate-id': '证照第1号' }, ['CERTIFICATE_ID_FORM']],
    ['another issuer', { 'issuer-id': '119900000000000351' }, ['CERTIFICATE_ID_DIFFERS']],
    ['the same version in other words', { 'certificate-version': '1' }, []],
    ['another version', { 'certificate-version': '002' }, ['CERTIFICATE_ID_DIFFERS']],
    ['an end before its beginning', { 'valid-until': '2026-03-16' }, ['CERTIFICATE_VALIDITY']],
    ['one day', { 'valid-until': '2026-03-17' }, []],
    ['an end without a day', { 'valid-until': '长期' }, ['METADATA_TYPE']],
  ])('with %s', (_, more, expected) => {
    const reading = read({ ...SAID, ...more });
    expect(codes(reading)).toEqual(expected);
    expect(reading.findings.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('without an identifier has no key, and that is said', () => {
    const { 'certificate-id': _, ...rest } = SAID;
    const reading = read(rest);
    expect([reading.duplicateKey, codes(reading)]).toEqual([null, ['METADATA_MISSING']]);
  });

  it('is compared with the declaration, and takes from it what the file leaves out', () => {
    const reading = read(SAID, { 证照标识: idOf('002'), 证照编号: '样例证字第1号', 照面扩展项: { a: 1 } });
    expect(codes(reading)).toEqual(['DECLARATION_DIFFERS']);
    expect(reading.facts.find(({ key }) => key === 'certificate-number')).toMatchObject({ file: 'declaration' });
    expect(reading.duplicateKey).toBe(keyOf('001'));
  });

  it('is recognised by its file when it is alone; among others it may be what an item produced', () => {
    const file = { name: '证照.ofd', documents: [documentOf('e-certificate-data', SAID)] };
    expect(readRecord(recordOf({}, [file])).kind).toBe('e-certificate');
    expect(codes(readRecord(recordOf({ kind: 'generic' }, [file, { name: '申请表.pdf' }])))).toEqual([]);
  });
});

describe('metadata and data index of a certificate', () => {
  const tags = (data: Record<string, string>, indexed: Record<string, string> = {}): CarriedTags => ({
    kind: 'tags',
    carrier: 'OFD.xml',
    data: Object.entries(data).map(([name, text]) => ({ name, text, place: `CustomData ${name}` })),
    tags: Object.entries(indexed).map(([path, text]) => ({ path, text, texts: [text], place: path })),
  });
  const keysOf = (carried: CarriedTags) => eCertificateData.read(carried).facts.map(({ key, text, group }) => `${group ?? key}=${text}`); // prettier-ignore

  it('are read by the names that platforms use, Chinese or in initials; other names are left alone', () => {
    const carried = tags({ ZZBS: idOf('001'), 证照名称: '许可证', KZ_BDCQZH: 'x', CZZT: '甲' }, { 'Root/CZZT': '乙' });
    expect(eCertificateData.matches(carried)).toBe(true);
    expect(keysOf(carried)).toEqual([
      `certificate-id=${idOf('001')}`,
      'certificate-name=许可证',
      'holder-name=甲',
      'holder-name/2=乙',
    ]);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['three of its usual names', { 证照名称: 'a', 颁发机构: 'b', 持证主体: 'c' }, true],
    ['two', { 证照名称: 'a', 颁发机构: 'b' }, false],
    ['an invoice', { 发票号码: '1', 销售方纳税人识别号: '2', 合计金额: '3', 开票日期: '4' }, false],
    ['nothing', {}, false],
    ['names of objects', { constructor: 'a', __proto__: 'b', toString: 'c' }, false],
  ])('%s', (_, data, is) => {
    expect(eCertificateData.matches(tags(data))).toBe(is);
  });

  it('are read from an XML beside the certificate, attributes that hold names included', async () => {
    const xml = `<XMI xmlns:ofd="org.omg.ofd"><ofd:CuslomDatas><ofd:CuslomData name="ZZBS">${idOf('001')}</ofd:CuslomData>
      <ofd:CuslomData name="ZZBFJG">示例局</ofd:CuslomData><ofd:CuslomData name="ZZYXQQSRQ">2026-03-17</ofd:CuslomData></ofd:CuslomDatas></XMI>`;
    const said = async (text: string) => (await documentsIn(new BufferSource(Buffer.from(text)), 'xml', DEFAULT_LIMITS)).documents; // prettier-ignore
    const [document] = await said(xml);
    expect(document).toMatchObject({ document: 'e-certificate-data' });
    expect(document!.facts.map(({ key, place }) => [key, place])).toEqual([
      ['certificate-id', '/XMI/CuslomDatas/CuslomData'],
      ['issuer-name', '/XMI/CuslomDatas/CuslomData[2]'],
      ['valid-from', '/XMI/CuslomDatas/CuslomData[3]'],
    ]);
    for (let length = 0; length < xml.length; length += 7) expect(await said(xml.slice(0, length))).toEqual([]);
  });

  it('cost no more than their bounds: many names, deep trees, long texts', async () => {
    const many = `<r>${'<持证主体>甲</持证主体>'.repeat(50_000)}<证照标识>${'9'.repeat(9000)}</证照标识></r>`;
    const deep = `${'<证照标识>'.repeat(200)}x${'</证照标识>'.repeat(200)}`;
    for (const text of [many, deep]) {
      const { documents } = await documentsIn(new BufferSource(Buffer.from(text)), 'xml', DEFAULT_LIMITS);
      for (const { facts } of documents) expect(facts.length).toBeLessThanOrEqual(101);
    }
  });

  it('fuzzed, never throw', async () => {
    const bytes = readFileSync('seeds/15-e-certificate/样例行业经营许可证.ofd');
    let state = 7;
    const next = () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff);
    for (let round = 0; round < 60; round++) {
      const copy = Buffer.from(bytes);
      for (let change = 0; change < 8; change++) copy[next() % copy.length] = next() & 0xff;
      await documentsIn(new BufferSource(copy), 'ofd', DEFAULT_LIMITS);
    }
  });
});

describe('the seed of a certificate', () => {
  it('says what its record.json declares', async () => {
    const bytes = readFileSync('seeds/15-e-certificate/样例行业经营许可证.ofd');
    const { documents } = await documentsIn(new BufferSource(bytes), 'ofd', DEFAULT_LIMITS);
    const declaration = JSON.parse(readFileSync('seeds/15-e-certificate/record.json', 'utf8'));
    const reading = readRecord(recordOf(declaration, [{ name: '样例行业经营许可证.ofd', documents }]));
    expect(reading).toMatchObject({ findings: [], duplicateKey: keyOf('001') });
    expect(reading.facts.find(({ key }) => key === 'holder-name')).toMatchObject({ text: '示例科技有限公司', file: '样例行业经营许可证.ofd' }); // prettier-ignore
  });
});
