import { describe, expect, it } from '@jest/globals';
import { checkMetadata, type MetadataRule, rulesOfScheme } from '../../../../src/core/records/dictionary/check.js';
import { type DictionaryEntry, entriesOf } from '../../../../src/core/records/dictionary/entry.js';
import { DICTIONARY, entryOf } from '../../../../src/core/records/dictionary/index.js';

const shared = { area: 'own', source: 'a test', grade: 'C' } as const;
const [project, stage, completed, reason] = entriesOf(shared, [
  ['own-project', '项目名称', 'Project', 'text', { maxLength: 5 }],
  ['own-stage', '阶段', 'Stage', 'code', { values: ['立项', '施工', '竣工'], repeatable: true }],
  ['own-completed', '竣工日期', 'Completed on', 'date'],
  ['own-reason', '说明', 'Reason', 'text'],
]) as [DictionaryEntry, DictionaryEntry, DictionaryEntry, DictionaryEntry];

const RULES: MetadataRule[] = [
  { entry: project, obligation: 'required' },
  { entry: stage, obligation: 'optional' },
  { entry: completed, obligation: 'conditional', condition: { key: 'own-stage', is: ['竣工'] } },
];

const check = (values: Record<string, string[]>, rules = RULES) => {
  const { findings, notChecked } = checkMetadata(rules, new Map(Object.entries(values)), 'metadata');
  return { codes: findings.map(({ code, where }) => `${code} ${where}`), notChecked };
};

describe('metadata against a scheme', () => {
  it.each<[string, Record<string, string[]>, string[]]>([
    ['a whole one', { 'own-project': ['一号线'], 'own-stage': ['施工'] }, []],
    ['all stages', { 'own-project': ['一号线'], 'own-stage': ['施工', '竣工'], 'own-completed': ['2026年3月'] }, []],
    ['five characters outside the BMP', { 'own-project': ['𠮷𠮷𠮷𠮷𠮷'] }, []],
    ['nothing', {}, ['METADATA_MISSING metadata/own-project']],
    ['white space', { 'own-project': [' \n'] }, ['METADATA_MISSING metadata/own-project']],
    ['six characters', { 'own-project': ['一二三四五六'] }, ['METADATA_TOO_LONG metadata/own-project']],
    ['two values', { 'own-project': ['一', '二'] }, ['METADATA_REPEATED metadata/own-project']],
    [
      'an unlisted value',
      { 'own-project': ['一'], 'own-stage': ['拆除'] },
      ['METADATA_VALUE_UNLISTED metadata/own-stage'],
    ],
    ['no date', { 'own-project': ['一'], 'own-completed': ['昨天'] }, ['METADATA_TYPE metadata/own-completed']],
    [
      'no such day',
      { 'own-project': ['一'], 'own-completed': ['2026-02-30'] },
      ['METADATA_TYPE metadata/own-completed'],
    ],
    ['a condition met', { 'own-project': ['一'], 'own-stage': ['竣工'] }, ['METADATA_MISSING metadata/own-completed']],
    ['a condition not met', { 'own-project': ['一'], 'own-stage': ['立项'] }, []],
  ])('%s', (_, values, codes) => {
    expect(check(values).codes).toEqual(codes);
  });

  it.each([
    ['present', { 'own-stage': ['立项'] }, 1],
    ['present', {}, 0],
    ['absent', {}, 1],
    ['absent', { 'own-stage': ['立项'] }, 0],
  ] as const)('asks when another is %s in %j: %d', (is, values, count) => {
    const rules: MetadataRule[] = [
      { entry: stage, obligation: 'optional' },
      { entry: reason, obligation: 'conditional', condition: { key: 'own-stage', is } },
    ];
    expect(check(values as unknown as Record<string, string[]>, rules).codes).toHaveLength(count);
  });

  it('calls what it does not know, and a condition in words only, not checked: neither right nor wrong', () => {
    const rules: MetadataRule[] = [...RULES, { entry: reason, obligation: 'conditional' }];
    expect(check({ 'own-project': ['一'], 照面扩展项: ['x'] }, rules)).toEqual({
      codes: [],
      notChecked: ['own-reason', '照面扩展项'],
    });
  });

  it('tells what is expected and shows no more than 80 characters of what is found', () => {
    const { findings } = checkMetadata(RULES, new Map([['own-project', ['一']], ['own-stage', ['拆'.repeat(500)]]]), 'm'); // prettier-ignore
    expect(findings).toMatchObject([
      { severity: 'warning', expected: '立项、施工、竣工', found: `${'拆'.repeat(80)}…` },
    ]);
  });

  it('asks of DA/T 48 what its schema requires, one of the two item numbers among it', () => {
    const rules = rulesOfScheme('DA/T 48', DICTIONARY);
    const required = rules.filter(({ obligation }) => obligation === 'required').map(({ entry }) => entry.zh);
    expect(required).toEqual(expect.arrayContaining(['聚合层次', '立档单位名称', '电子文件号', '档号', '年度', '题名', '责任者', '日期', '密级', '文件组合类型'])); // prettier-ignore
    const whole = Object.fromEntries(
      rules
        .filter(({ obligation }) => obligation === 'required')
        .map(({ entry: { key, type, values } }) => [key, [values?.[0] ?? (type === 'date' ? '2026' : '1')]]),
    );
    expect(check(whole, rules).codes).toEqual([
      'METADATA_MISSING metadata/item-number-of-unit',
      'METADATA_MISSING metadata/item-number-of-archives',
    ]);
    expect(check({ ...whole, 'item-number-of-unit': ['12'] }, rules).codes).toEqual([]);
    expect(check({ ...whole, title: [], 'item-number-of-unit': ['12'] }, rules).codes).toEqual([
      'METADATA_MISSING metadata/title',
    ]);
    expect(entryOf('title')?.obligation).toEqual({ 'DA/T 48': 'required' });
  });
});
