import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type SignatureReport, type SubIndication } from '../../../../src/core/record.js';
import { notChecked, wrong } from '../../../../src/core/signatures/facts.js';
import { articleThirteen } from '../../../../src/core/signatures/report/article-13.js';
import { factsInWords } from '../../../../src/core/signatures/report/facts-in-words.js';
import { adviceOf, nameIn, sentenceOf, timeInWords } from '../../../../src/core/signatures/report/words.js';
import { CHANGED, FACTS, HOSTILE, PASSED, REVOKED, TIMESTAMP, UNTRUSTED } from './samples.js';

/** Every sub-indication the code knows, read from its source: none may be without words. */
const source = readFileSync(new URL('../../../../src/core/record.ts', import.meta.url), 'utf8');
const SUB_INDICATIONS = [.../export type SubIndication =([^;]+);/.exec(source)![1]!.matchAll(/'(\w+)'/g)].map(([, word]) => word as SubIndication); // prettier-ignore

const open = (subIndication: SubIndication | null, more: Partial<SignatureReport> = {}): SignatureReport => ({
  ...UNTRUSTED,
  subIndication,
  reason: 'why it is so',
  facts: FACTS,
  ...more,
});

describe('a verdict in one sentence', () => {
  it.each(SUB_INDICATIONS)('%s has words of its own and something to do, in both languages', (subIndication) => {
    const zh = sentenceOf(open(subIndication), 'zh-CN');
    const en = sentenceOf(open(subIndication), 'en');
    expect(zh).toMatch(/^不确定：自签署以来未被改动，但[^。]+。$/);
    expect(en).toMatch(/^Undecided: unchanged since it was signed, but [^.]+\.$/);
    expect(zh).not.toContain('undefined');
    expect(adviceOf(open(subIndication), 'zh-CN')).toMatch(/。$/);
    expect(adviceOf(open(subIndication), 'en')).toMatch(/\.$/);
    expect(sentenceOf(open(subIndication, { verdict: 'TOTAL_FAILED', integrity: 'broken' }), 'zh-CN')).toMatch(/^不通过：(?!自签署以来)/); // prettier-ignore
  });

  it('different sub-indications are told apart', () => {
    expect(new Set(SUB_INDICATIONS.map((one) => sentenceOf(open(one), 'zh-CN'))).size).toBe(SUB_INDICATIONS.length);
  });

  it('passed says what was checked and no more', () => {
    expect(sentenceOf(PASSED, 'zh-CN')).toBe(
      '通过：自签署以来未被改动，“张三”的证书可追溯到受信任的“示例根”，且未被吊销。',
    );
    const [signer] = FACTS.chain!.links;
    const unknown = {
      ...signer!,
      revocation: { status: 'unknown' as const, why: 'no data', revokedAt: null, source: null },
    };
    const unchecked = { ...PASSED, facts: { ...FACTS, chain: { ...FACTS.chain!, links: [unknown] } } };
    expect(sentenceOf(unchecked, 'en')).toBe(
      'Passed: unchanged since it was signed, and the certificate of "张三" leads to the trusted "示例根".',
    );
    const part = { ...PASSED, facts: { ...FACTS, coverage: { ...FACTS.coverage, extent: 'partial' as const } } };
    expect(sentenceOf(part, 'zh-CN')).toContain('；它只覆盖文件的一部分。');
    expect(sentenceOf(TIMESTAMP, 'en')).toMatch(/^Passed: what it is over existed at 2026-03-17 09:00:05 UTC/);
  });

  it('what nobody looked at is undecided, with the reason', () => {
    const facts = { ...FACTS, value: notChecked('needs-content: the key is not here') };
    expect(sentenceOf(open(null, { integrity: 'unknown', facts }), 'en')).toBe(
      'Undecided: it could not be verified: the key is not here.',
    );
    const later = { ...FACTS, value: notChecked('not yet verified') };
    expect(sentenceOf(open(null, { integrity: 'unknown', facts: later }), 'zh-CN')).toBe('不确定：尚未核验。');
  });
});

describe('facts in words', () => {
  const marks = (report: SignatureReport) => factsInWords(report, 'en').map(({ mark }) => mark);

  it('only what was checked is right', () => {
    expect(marks(PASSED)).toEqual(Array(8).fill('right'));
    expect(marks(UNTRUSTED)).toEqual(['right', 'right', 'open', 'right', 'open', 'open', 'none', 'open']);
    expect(marks(CHANGED)).toEqual(['wrong', 'right', 'open', 'wrong', 'open', 'open', 'none', 'right']);
    expect(marks(REVOKED)).toEqual(['right', 'right', 'right', 'right', 'wrong', 'wrong', 'none', 'right']);
    const unread = notChecked('nobody looked');
    const facts = {
      ...FACTS,
      digests: unread,
      value: unread,
      document: unread,
      strength: unread,
      provenAt: null,
      chain: null,
    };
    expect(marks({ ...PASSED, facts })).toEqual(['open', 'open', 'right', 'open', 'open', 'open', 'none', 'open']);
  });

  it('a chain that leads to an anchor and one that leads to none are told apart', () => {
    const row = (chain: SignatureReport['facts']['chain']) =>
      factsInWords({ ...PASSED, facts: { ...FACTS, chain } }, 'en')[4]!;
    const open = { ...FACTS.chain!, check: notChecked('revocation is not known') };
    expect(row(open)).toMatchObject({ mark: 'open', answer: 'lead to the trusted "示例根", with something left open' });
    expect(row({ ...open, anchor: null })).toMatchObject({ mark: 'open', answer: 'lead to no trusted anchor' });
    expect(row({ ...open, anchor: null, check: wrong('x') })).toMatchObject({ mark: 'open' });
    expect(row({ ...open, check: wrong('expired') })).toMatchObject({ mark: 'wrong', answer: 'do not hold' });
    const [asks] = articleThirteen({ ...PASSED, facts: { ...FACTS, chain: open } }, 'en');
    expect(asks!.facts).toContain('leads to the trusted "示例根"');
    const [none] = articleThirteen({ ...PASSED, facts: { ...FACTS, chain: { ...open, anchor: null } } }, 'en');
    expect(none!.facts).toContain('leads to no trusted anchor');
  });

  it('one wrong thing is not hidden by a right one', () => {
    const row = (facts: SignatureReport['facts']) => factsInWords({ ...PASSED, facts }, 'zh-CN')[0]!;
    expect(row({ ...FACTS, document: wrong('a shadow') })).toMatchObject({
      mark: 'wrong',
      answer: '已被改动',
      details: ['a shadow'],
    });
    expect(row({ ...FACTS, digests: wrong('x'), document: notChecked('y') })).toMatchObject({
      mark: 'wrong',
      details: ['x', 'y'],
    });
    expect(row({ ...FACTS, document: notChecked('y') })).toMatchObject({ mark: 'open', answer: '未能核对' });
  });

  it('long and hostile texts are cut and made visible', () => {
    for (const { answer, details } of factsInWords(HOSTILE, 'zh-CN'))
      for (const text of [answer, ...details]) {
        expect(text.length).toBeLessThan(1_500);
        expect(text).not.toMatch(/[\u0000-\u001f\u202e]/); // eslint-disable-line no-control-regex
      }
  });
});

it('names and times', () => {
  expect(nameIn('CN=A\\,B,O=x')).toBe('A,B');
  expect(nameIn('O=x,OU=y')).toBe('O=x,OU=y');
  expect(nameIn('')).toBe('—');
  expect(timeInWords('2026-03-17T23:30:00.5+01:00', 'zh-CN')).toBe('2026年3月18日 06:30:00（北京时间）');
  expect(timeInWords('2026-03-17T23:30:00.5+01:00', 'en')).toBe('2026-03-17 22:30:00 UTC');
  expect(timeInWords('9999-12-31T23:59:59Z', 'zh-CN')).toContain('1月1日');
  expect(timeInWords('soon\u202e', 'en')).toBe('soon\\u202e');
});
