import { describe, expect, it } from '@jest/globals';
import { type KindScheme, NO_SCHEMES } from '../../../../src/core/records/generic/scheme.js';
import { readRecord } from '../../../../src/core/records/index.js';
import { documentOf, recordOf } from '../input.js';

const metadata = {
  事项名称: '样例行业经营许可',
  事项编码: 'XK-01',
  办件编号: 'DEMO-1',
  申请人: '示例科技有限公司',
  受理日期: '2026-03-13',
  办结日期: '2026-03-17',
};
const FILES = [
  { name: '申请/申请表.pdf', role: '申请表' },
  { name: '办结/许可证.ofd', role: '办理结果' },
];
const SCHEME: KindScheme = {
  id: 'government-service',
  version: 1,
  zh: '政务服务事项',
  en: 'Government-service item',
  fields: [],
  files: [],
  duplicateKey: null,
  title: null,
  mappings: [],
  profiles: [
    {
      code: 'XK-01',
      zh: '样例许可',
      materials: [
        { name: '申请表', obligation: 'required' },
        { name: '营业场所照片', aliases: ['场所照片'], obligation: 'required' },
        { name: '授权委托书', obligation: 'conditional', condition: { key: 'applicant-id', is: 'absent' } },
        { name: '其他证明', obligation: 'optional' },
      ],
      steps: [
        { key: 'accepted-date', zh: '受理', required: true },
        { key: 'finished-date', zh: '办结', required: true },
        { key: 'delivered-date', zh: '送达', required: true },
      ],
    },
  ],
  defaults: { classification: null, retention: null },
};
const read = (
  more: Record<string, unknown> = {},
  files: { name: string; role?: string }[] = FILES,
  schemes = NO_SCHEMES,
) =>
  // prettier-ignore
  readRecord(recordOf({ kind: 'government-service', metadata: { ...metadata, ...more } }, files), schemes);
const told = ({ findings }: { findings: { code: string; expected?: string }[] }) =>
  findings.map(({ code, expected }) => `${code.replace('GOVERNMENT_SERVICE_', '')} ${expected ?? ''}`);

describe('a government-service item', () => {
  it('says what was applied for, by whom, under which number', () => {
    expect(read()).toMatchObject({
      kind: 'government-service',
      duplicateKey: 'government-service:DEMO-1',
      title: '样例行业经营许可（DEMO-1）',
      relations: [],
      findings: [],
    });
    expect(readRecord(recordOf({ metadata }, FILES)).kind).toBe('government-service');
  });

  it.each<[string, Record<string, unknown>, { name: string; role?: string }[], string[]]>([
    ['without a result', {}, FILES.slice(0, 1), ['MATERIAL_MISSING 办理结果']],
    ['without an application', {}, FILES.slice(1), ['MATERIAL_MISSING 申请材料']],
    ['with the application named by its file alone', {}, [{ name: '公司申请书.pdf' }, FILES[1]!], []],
    ['with the result named by its folder alone', {}, [FILES[0]!, { name: '办结/a.ofd' }], []],
    ['with another role in that folder', {}, [FILES[0]!, { name: '办结/a.ofd', role: '其他' }], ['MATERIAL_MISSING 办理结果']], // prettier-ignore
    ['finished before it was accepted', { 办结日期: '2026-03-12' }, FILES, ['STEP_ORDER 办结 ≥ 受理 2026-03-13']],
    ['finished on the same day', { 办结日期: '2026-03-13 18:00' }, FILES, []],
    ['finished in the month it was accepted', { 办结日期: '2026-03' }, FILES, []],
    ['applied for after it was accepted', { 申请日期: '2026-03-14' }, FILES, ['STEP_ORDER 受理 ≥ 申请 2026-03-14']],
    ['never accepted', { 受理日期: '' }, FILES, ['STEP_MISSING 受理']],
    ['without an applicant', { 申请人: '' }, FILES, ['METADATA_MISSING 申请人 (applicant-name)']],
    ['accepted on no day', { 受理日期: '不详' }, FILES, ['METADATA_TYPE date']],
  ])('%s', (_, more, files, expected) => {
    expect(told(read(more, files))).toEqual(expected);
  });

  it('is measured by the profile of its code: materials, conditions, steps', () => {
    const schemes = { kinds: [SCHEME], elements: [] };
    expect(told(read({}, FILES, schemes))).toEqual([
      'MATERIAL_MISSING 营业场所照片',
      'MATERIAL_MISSING 授权委托书',
      'STEP_MISSING 送达',
    ]);
    const whole = [...FILES, { name: '申请/材料/场所照片 1.jpg', role: '申请材料' }];
    expect(told(read({ 申请人证件号码: '9'.repeat(18), 送达日期: '2026-03-18' }, whole, schemes))).toEqual([]);
    expect(told(read({ 事项编码: 'XK-02' }, FILES, schemes))).toEqual([]);
    expect(told(read({ 事项编码: 'XK-02', 归档配置: 'XK-01' }, FILES, schemes))).toHaveLength(3);
  });

  it('is part of another and has parts (一件事)', () => {
    const { relations } = read({ 主办件编号: 'DEMO-0', 子办件编号: ['DEMO-1-1', 'DEMO-1-2'] });
    expect(relations.map(({ type, key }) => `${type} ${key}`)).toEqual([
      'part-of government-service:DEMO-0',
      'has-part government-service:DEMO-1-1',
      'has-part government-service:DEMO-1-2',
    ]);
  });

  it('produces the certificates among its files, and those it names', () => {
    const id = '1.2.156.3005.2.119900000000000943001.119900000000000350.202600000001.001.5';
    const files = [
      FILES[0]!,
      { ...FILES[1]!, documents: [documentOf('e-certificate-data', { 'certificate-id': id })] },
    ];
    const { relations, findings } = read({ 结果证照标识: [id, '第1号'] }, files);
    const key = 'e-certificate:1.2.156.3005.2.119900000000000943001.119900000000000350.202600000001.001';
    expect(relations.map(({ type, key, file }) => [type, key, file])).toEqual([
      ['produces', key, '办结/许可证.ofd'],
      ['produces', key, 'declaration'],
    ]);
    expect(findings).toEqual([]);
  });
});
