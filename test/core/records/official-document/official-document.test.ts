import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { documentsIn, readRecord } from '../../../../src/core/records/index.js';
import { parseDocumentNumber } from '../../../../src/core/records/official-document/number.js';
import { recordOf } from '../input.js';

const metadata = { 文件编号: '测试发〔2026〕1号', 文种: '通知' };
const declared = {
  kind: 'official-document',
  title: '关于试点的通知',
  creator: '示例局',
  date: '2026-03-17',
  metadata,
};
const FILES = [
  { name: '正本/通知.ofd', role: '正本' },
  { name: '附件/1.pdf', role: '附件' },
];
const SHEET = `<发文处理单><文件编号>测试发〔2026〕1号</文件编号><拟稿人>甲</拟稿人><核稿人>乙</核稿人><签发人>丙</签发人>
  <签发日期>2026-03-17</签发日期><办理过程>
  <步骤><环节>拟稿</环节><办理人>甲</办理人><办理时间>2026-03-10 09:00:00</办理时间></步骤>
  <步骤><环节>会签</环节><办理人>丁</办理人><办理时间>2026-03-12 10:00:00</办理时间><意见>同意</意见></步骤></办理过程><内部编码>x</内部编码></发文处理单>`;
const documentsOf = async (xml: string) =>
  (await documentsIn(new BufferSource(Buffer.from(xml)), 'xml', DEFAULT_LIMITS)).documents;
const read = (more: Record<string, unknown> = {}, files: object[] = FILES) =>
  readRecord(recordOf({ ...declared, metadata: { ...metadata, ...more } }, files as typeof FILES));
const codes = ({ findings }: { findings: { code: string; where: string }[] }) => findings.map(({ code, where }) => `${code} ${where}`); // prettier-ignore

describe('numbers of official documents', () => {
  it.each([
    ['测试发〔2026〕1号', '测试发〔2026〕1号'],
    ['测试发[2026]01号', '测试发〔2026〕1号'],
    ['测试发（2026）第12号', '测试发〔2026〕12号'],
    ['测试发【２０２６】３号', '测试发〔2026〕3号'],
    ['测试 发 〔 2026 〕 1 号', '测试发〔2026〕1号'],
    ['国办发﹝1999﹞100号', '国办发〔1999〕100号'],
  ])('%s is %s', (said, text) => {
    expect(parseDocumentNumber(said)?.text).toBe(text);
  });

  it.each([
    '',
    '1号',
    '测试发2026-1号',
    '测试发〔26〕1号',
    '测试发〔2026〕号',
    '〔2026〕1号',
    '测试发〔2026〕1',
    `${'发'.repeat(10_000)}〔2026〕1号`,
  ])(
    // prettier-ignore
    '%.20s is of another form',
    (said) => {
      expect(parseDocumentNumber(said)).toBeNull();
    },
  );
});

describe('an official document', () => {
  it('says its number in parts; its key is number, issuer and date', () => {
    const reading = read();
    expect(reading).toMatchObject({
      duplicateKey: 'official-document:测试发〔2026〕1号:示例局:2026-03-17',
      relations: [],
      findings: [],
    });
    const values = Object.fromEntries(reading.facts.map(({ key, value }) => [key, value]));
    expect(values).toMatchObject({ 'issuing-body-code': '测试发', 'document-year': '2026', 'document-serial': '1' });
  });

  it('has the same key however its number is written, and what the metadata says of issuer and date goes first', () => {
    expect(
      read({ 文件编号: '测试发[2026]第1号', 发文机关: '示例市示例局', 成文日期: '2026年3月16日' }).duplicateKey,
    ).toBe('official-document:测试发〔2026〕1号:示例市示例局:2026-03-16');
  });

  it.each<[string, Record<string, unknown>, object[], string[]]>([
    ['no text', {}, FILES.slice(1), ['ROLE_COUNT files/正本']],
    ['two texts', {}, [...FILES, { name: 'b.pdf', role: '正文' }], ['ROLE_COUNT files/正本']],
    ['drafts and a sheet', {}, [...FILES, { name: 'b.docx', role: '花脸稿' }, { name: 'c.xml', role: '办文单' }], []],
    ['a role nobody knows', {}, [...FILES, { name: 'b.pdf', role: '送审' }], []],
    ['no number', { 文件编号: '' }, FILES, ['METADATA_MISSING metadata/document-number']],
    ['a number of another form', { 文件编号: '内部第1号' }, FILES, ['OFFICIAL_DOCUMENT_UNUSUAL declaration metadata/文件编号']], // prettier-ignore
    ['a class with its period', { 密级: '内部★1年', 紧急程度: '特急' }, FILES, []],
    ['a class nobody knows', { 密级: '绿色' }, FILES, ['OFFICIAL_DOCUMENT_UNUSUAL declaration metadata/密级']],
    [
      'an urgency nobody knows',
      { 紧急程度: '飞快' },
      FILES,
      ['OFFICIAL_DOCUMENT_UNUSUAL declaration metadata/紧急程度'],
    ],
  ])('with %s', (_, more, files, expected) => {
    expect(codes(read(more, files))).toEqual(expected);
  });

  it('without a date or an issuer has no key', () => {
    const { date: _, ...undated } = declared;
    expect(readRecord(recordOf(undated, FILES)).duplicateKey).toBeNull();
  });

  it('replies to what it names', () => {
    expect(read({ 来文字号: '示例函(2026)7号' }).relations).toMatchObject([
      { type: 'replies-to', key: 'official-document:示例函〔2026〕7号' },
    ]);
  });
});

describe('the handling sheet', () => {
  it('says who drafted, checked and signed, and each step with its time; what has another name is left', async () => {
    const [sheet] = await documentsOf(SHEET);
    expect(sheet).toMatchObject({ document: 'handling-sheet', reader: 'handling-sheet/1' });
    expect(sheet!.facts.map(({ key, text, group }) => [group ?? '', key, text].join(' ').trim())).toEqual([
      'document-number 测试发〔2026〕1号',
      'drafter 甲',
      'proofreader 乙',
      'signer 丙',
      'signed-off-date 2026-03-17',
      'step/1 handling-step 拟稿',
      'step/1 handling-agent 甲',
      'step/1 handling-time 2026-03-10 09:00:00',
      'step/2 handling-step 会签',
      'step/2 handling-agent 丁',
      'step/2 handling-time 2026-03-12 10:00:00',
      'step/2 handling-opinion 同意',
    ]);
  });

  it('recognises the document, and is compared with the declaration', async () => {
    const files = [...FILES, { name: '处理单.xml', role: '处理单', documents: await documentsOf(SHEET) }];
    const auto = readRecord(recordOf({ ...declared, kind: 'auto' }, files));
    expect([auto.kind, codes(auto)]).toEqual(['official-document', []]);
    expect(codes(read({ 文件编号: '测试发〔2026〕2号' }, files))).toEqual(['DECLARATION_DIFFERS declaration metadata/文件编号']); // prettier-ignore
    const invoice = readRecord(recordOf({ ...declared, kind: 'e-invoice' }, files));
    expect(codes(invoice)).toContain('KIND_UNLIKELY kind');
  });

  it('with steps in another order than their times says so', async () => {
    const files = [...FILES, { name: '处理单.xml', role: '处理单', documents: await documentsOf(SHEET.replace('03-12', '03-09')) }]; // prettier-ignore
    expect(codes(read({}, files))).toEqual([
      'OFFICIAL_DOCUMENT_TRAIL_ORDER 处理单.xml /发文处理单/办理过程/步骤[2]/办理时间',
    ]);
  });

  it.each([
    ['other XML', '<root><标题>a</标题></root>'],
    ['a sheet without any known name', '<发文处理单><a>1</a></发文处理单>'],
    ['a sheet cut short', SHEET.slice(0, 200)],
    ['nothing', ''],
  ])('is not %s', async (_, xml) => {
    expect(await documentsOf(xml)).toEqual([]);
  });
});
