import { agree, declaredFacts, type Rendition, withDeclared } from '../../../src/core/records/agreement.js';
import { type FactType } from '../../../src/core/records/fact.js';
import { factOf } from '../../../src/core/records/fact-value.js';

type Row = [key: string, type: FactType, text: string, group?: string];
const rendition = (file: string, rows: Row[]): Rendition => ({
  file,
  document: {
    document: 'd',
    reader: `reader-of-${file}/1`,
    carrier: '',
    facts: rows.map(([key, type, text, group], index) =>
      factOf({ key, type, text, place: `/${index}`, ...(group === undefined ? {} : { group }) }),
    ),
  },
});

describe('facts of several renditions', () => {
  it('takes each from the most trusted one that says it, with its source', () => {
    const { facts, findings } = agree([
      rendition('a.xml', [['total-with-tax', 'amount', '113.00'], ['issue-date', 'date', '2026-03-17']]),
      rendition('a.pdf', [['total-with-tax', 'amount', '¥113.0'], ['issue-date', 'date', '2026年03月'], ['remark', 'text', 'x']]),
    ]); // prettier-ignore
    expect(findings).toEqual([]);
    expect(facts.map(({ key, file, reader }) => [key, file, reader])).toEqual([
      ['total-with-tax', 'a.xml', 'reader-of-a.xml/1'],
      ['issue-date', 'a.xml', 'reader-of-a.xml/1'],
      ['remark', 'a.pdf', 'reader-of-a.pdf/1'],
    ]);
  });

  it('takes the readable one of two', () => {
    const { facts } = agree([rendition('a', [['fare', 'amount', '?']]), rendition('b', [['fare', 'amount', '1.00']])]);
    expect(facts[0]).toMatchObject({ file: 'b', value: '1.00' });
  });

  it('names both files, places and values of a difference', () => {
    const { findings } = agree([rendition('a.xml', [['fare', 'amount', '1.00']]), rendition('b.pdf', [['fare', 'amount', '1.01']])]); // prettier-ignore
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'FACTS_DIFFER',
        severity: 'warning',
        where: 'b.pdf /0',
        expected: '1.00 (a.xml /0)',
        found: '1.01 (b.pdf /0)',
      }),
    ]);
  });

  it('does not compare what no table knows, what is skipped, or widths and spaces', () => {
    const one = rendition('a', [['xbrl:rai:New', 'text', '1'], ['view', 'code', 'issuer'], ['seller-name', 'text', '甲（上海）公司']]); // prettier-ignore
    const two = rendition('b', [['xbrl:rai:New', 'text', '2'], ['view', 'code', 'receiver'], ['seller-name', 'text', '甲(上海) 公司']]); // prettier-ignore
    expect(agree([one, two], new Set(['view'])).findings).toEqual([]);
  });

  it('compares repeated groups in order, and takes another order of the same groups for the same', () => {
    const lines = (file: string, ...amounts: string[]) =>
      rendition(file, amounts.map((text, index): Row => ['amount', 'amount', text, `line/${index + 1}`])); // prettier-ignore
    expect(agree([lines('a', '1.00', '2.00'), lines('b', '2.0', '1')]).findings).toEqual([]);
    expect(agree([lines('a', '1.00', '2.00'), lines('b', '1.00', '3.00')]).findings).toHaveLength(1);
    const { facts, findings } = agree([lines('a', '1.00', '2.00'), lines('b', '1.00', '2.00', '3.00')]);
    expect(facts).toHaveLength(2);
    expect(findings).toEqual([expect.objectContaining({ code: 'FACTS_DIFFER', expected: '2 × line (a)' })]);
  });

  it('is bounded', () => {
    const rows = (text: string) => Array.from({ length: 500 }, (_, index): Row => [`key-${index}`, 'text', text]);
    expect(agree([rendition('a', rows('x')), rendition('b', rows('y'))]).findings).toHaveLength(20);
  });
});

describe('what the sender declared', () => {
  const names = { 票价: { key: 'fare', type: 'amount' }, 姓名: { key: 'passenger-name', type: 'text' } } as const;
  const declared = (metadata: Record<string, unknown>) =>
    declaredFacts({ fonds: 'F', kind: 'railway-ticket', title: 't', files: [], metadata }, names);
  const agreed = agree([rendition('a.xml', [['fare', 'amount', '109.00']])]);

  it('agrees by Chinese name or slug, as text or number', () => {
    for (const metadata of [{ 票价: '109.00' }, { fare: 109 }])
      expect(withDeclared(agreed, declared(metadata)).findings).toEqual([]);
  });

  it('is a finding where a file says otherwise, and a fact where none does', () => {
    const { facts, findings } = withDeclared(agreed, declared({ 票价: '190.00', 姓名: '测试旅客', 其他: {} }));
    expect(findings).toEqual([
      expect.objectContaining({ code: 'DECLARATION_DIFFERS', severity: 'warning', where: 'declaration metadata/票价' }),
    ]);
    expect(facts.map(({ key, value, file }) => [key, value, file])).toEqual([
      ['fare', '109.00', 'a.xml'],
      ['passenger-name', '测试旅客', 'declaration'],
    ]);
  });
});
