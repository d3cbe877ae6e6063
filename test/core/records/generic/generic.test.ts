import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { entriesOf } from '../../../../src/core/records/dictionary/entry.js';
import { mappingsOf } from '../../../../src/core/records/generic/mapping.js';
import { type FondsSchemes, type KindScheme } from '../../../../src/core/records/generic/scheme.js';
import { documentsIn, readRecord } from '../../../../src/core/records/index.js';
import { recordOf } from '../input.js';

const elements = entriesOf({ area: 'own', source: 'a test', grade: 'C' }, [
  ['own-project-code', '项目代码', 'Project code', 'identifier', { maxLength: 24 }],
  ['own-project-name', '项目名称', 'Project', 'text'],
  ['own-stage', '阶段', 'Stage', 'code', { values: ['立项', '施工', '竣工'] }],
  ['own-cost', '概算', 'Budget', 'amount'],
]);

const CONSTRUCTION: KindScheme = {
  id: 'construction-file',
  version: 3,
  zh: '建设工程档案',
  en: 'Construction project file',
  fields: [
    { key: 'own-project-code', obligation: 'required' },
    { key: 'own-project-name', obligation: 'required' },
    { key: 'own-stage', obligation: 'optional' },
    { key: 'own-cost', obligation: 'conditional', condition: { key: 'own-stage', is: ['立项'] } },
    { key: 'creator', obligation: 'required' },
  ],
  files: [
    { role: '正文', aliases: ['正本'], min: 1, max: 1 },
    { role: '图纸', min: 0, max: null },
  ],
  duplicateKey: '{own-project-code}:{own-stage}',
  title: '{own-project-name}（{own-stage}）',
  mappings: [
    { document: { root: 'project', namespace: 'urn:example:project' }, path: 'head/code', key: 'own-project-code' },
    { document: { root: 'project', namespace: 'urn:example:project' }, path: 'head/@name', key: 'own-project-name' },
    { document: { root: 'project', namespace: 'urn:example:project' }, path: 'item[name=STAGE]', key: 'own-stage' },
    { document: 'ofd-data', path: 'XMDM', key: 'own-project-code' },
    { document: 'ofd-tags', path: 'Head/Name', key: 'own-project-name' },
  ],
  defaults: { classification: 'KJ', retention: 'Y' },
};

const SCHEMES: FondsSchemes = { kinds: [CONSTRUCTION], elements };
const XML = `<p:project xmlns:p="urn:example:project"><head name="一号线"><code>GC-2026-001</code></head>
  <item name="OTHER">x</item><item name="STAGE">施工</item><secret>unmapped</secret></p:project>`;

const documentsOf = async (xml: string, schemes = SCHEMES) =>
  (await documentsIn(new BufferSource(Buffer.from(xml)), 'xml', DEFAULT_LIMITS, mappingsOf(schemes))).documents.filter(
    ({ document }) => document === 'mapped',
  );
const codes = ({ findings }: { findings: { code: string; where: string }[] }) => findings.map(({ code, where }) => `${code} ${where}`); // prettier-ignore

describe('a kind that a fonds gives as data', () => {
  const metadata = { 项目代码: 'GC-2026-001', 'own-project-name': '一号线', 阶段: '竣工' };
  const declared = { kind: 'construction-file', creator: '建设指挥部', metadata };
  const whole = [{ name: '正文/总结.pdf' }, { name: '图/1.pdf', role: '图纸' }, { name: '图/2.pdf', role: '图纸' }];

  it('is read from the declaration: facts, duplicate key, title, nothing to complain of', () => {
    const reading = readRecord(recordOf(declared, whole), SCHEMES);
    expect(reading).toMatchObject({
      kind: 'construction-file',
      duplicateKey: 'construction-file:GC-2026-001:竣工',
      title: '一号线（竣工）',
      findings: [],
    });
    expect(reading.facts.map(({ key, text, file, place }) => [key, text, file, place])).toEqual([
      ['own-project-code', 'GC-2026-001', 'declaration', 'metadata/项目代码'],
      ['own-project-name', '一号线', 'declaration', 'metadata/own-project-name'],
      ['own-stage', '竣工', 'declaration', 'metadata/阶段'],
    ]);
  });

  it('is read as generic where the fonds has no such kind', () => {
    const reading = readRecord(recordOf(declared, whole));
    expect(reading).toMatchObject({
      kind: 'construction-file',
      duplicateKey: null,
      title: null,
      facts: [],
      findings: [],
    });
  });

  it.each<[string, Record<string, unknown>, typeof whole, string[]]>([
    ['a field missing', { 项目代码: 'GC-1' }, whole, ['METADATA_MISSING metadata/own-project-name']],
    ['a condition met', { ...metadata, 阶段: '立项' }, whole, ['METADATA_MISSING metadata/own-cost']],
    ['an unlisted value', { ...metadata, 阶段: '拆除' }, whole, ['METADATA_VALUE_UNLISTED metadata/own-stage']],
    ['no amount', { ...metadata, 概算: '很多' }, whole, ['METADATA_TYPE metadata/own-cost']],
    ['no main file', metadata, whole.slice(1), ['ROLE_COUNT files/正文']],
    ['two main files', metadata, [...whole, { name: '正本/b.pdf' }], ['ROLE_COUNT files/正文']],
    ['a member nobody knows', { ...metadata, 其他: 'x', 结构: { a: 1 } }, whole, []],
  ])('says what is wrong: %s', (_, said, files, expected) => {
    expect(codes(readRecord(recordOf({ ...declared, metadata: said }, files), SCHEMES))).toEqual(expected);
  });

  it('asks for its creator, which stands outside the metadata', () => {
    const { creator: _, ...anonymous } = declared;
    expect(codes(readRecord(recordOf(anonymous, whole), SCHEMES))).toEqual(['METADATA_MISSING metadata/creator']);
  });

  it('has no duplicate key and no title while a part of it is missing', () => {
    const reading = readRecord(recordOf({ ...declared, metadata: { 项目代码: 'GC-1' } }, whole), SCHEMES);
    expect([reading.duplicateKey, reading.title]).toEqual([null, null]);
  });

  it('takes a list as several facts, the first under its key', () => {
    const { facts } = readRecord(recordOf({ metadata: { 申请人: ['甲', ' ', '乙'], 数量: 3 } }), SCHEMES);
    expect(facts.map(({ key, text, value, group }) => [key, text, value, group])).toEqual([
      ['applicant-name', '甲', '甲', undefined],
      ['applicant-name', '乙', '乙', 'applicant-name/2'],
      ['quantity', '3', '3', undefined],
    ]);
  });
});

describe('mappings of a fonds', () => {
  it('read elements and attributes below a root, and leave what they do not name', async () => {
    const [document, ...more] = await documentsOf(XML);
    expect(more).toEqual([]);
    expect(document).toMatchObject({ reader: 'mapping:construction-file/3', profile: 'construction-file/3' });
    expect(document!.facts.map(({ key, text, place }) => [key, text, place])).toEqual([
      ['own-project-code', 'GC-2026-001', '/project/head/code'],
      ['own-project-name', '一号线', '/project/head/@name'],
      ['own-stage', '施工', '/project/item[2]'],
    ]);
  });

  it.each([
    ['another root', XML.replaceAll('p:project', 'p:other')],
    ['another namespace', XML.replace('urn:example:project', 'urn:example:else')],
    ['no such elements', '<project xmlns="urn:example:project"><head/></project>'],
    ['a document cut short', XML.slice(0, 120)],
  ])('find nothing in %s', async (_, xml) => {
    expect(await documentsOf(xml)).toEqual([]);
  });

  it('recognise the kind, whose facts are compared with what was declared', async () => {
    const files = [{ name: '正文/项目.xml', documents: await documentsOf(XML) }];
    const reading = readRecord(recordOf({ creator: '建设指挥部', metadata: { 项目名称: '二号线' } }, files), SCHEMES);
    expect(reading).toMatchObject({ kind: 'construction-file', duplicateKey: 'construction-file:GC-2026-001:施工' });
    expect(codes(reading)).toEqual(['DECLARATION_DIFFERS declaration metadata/项目名称']);
    const other = readRecord(recordOf({ kind: 'generic', creator: 'x' }, files), SCHEMES);
    expect(codes(other)).toEqual([]);
  });

  it('does not show a kind what the scheme of another kind read', async () => {
    const second: KindScheme = { ...CONSTRUCTION, id: 'other-file', version: 1, mappings: [], files: [], fields: [] };
    const files = [{ name: '正文/项目.xml', documents: await documentsOf(XML) }];
    const schemes = { kinds: [CONSTRUCTION, second], elements };
    expect(readRecord(recordOf({ kind: 'other-file' }, files), schemes).facts).toEqual([]);
  });

  it('leave out rows whose key nobody knows, and bound what is repeated', async () => {
    const path = { root: 'r' };
    const scheme = { ...CONSTRUCTION, mappings: [{ document: path, path: 'a', key: 'applicant-name' }, { document: path, path: 'a', key: 'nobody' }] }; // prettier-ignore
    const [document] = await documentsOf(`<r>${'<a>x</a>'.repeat(1000)}</r>`, { kinds: [scheme], elements });
    expect(document!.facts).toHaveLength(100);
    expect(document!.facts.slice(0, 2).map(({ group }) => group)).toEqual([undefined, 'applicant-name/2']);
    expect(mappingsOf({ kinds: [{ ...CONSTRUCTION, mappings: [] }], elements })).toEqual([]);
  });
});
