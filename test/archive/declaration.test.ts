import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstDayOf, isStateSecret, parseDeclaration } from '../../src/archive/declaration.js';
import { lossOf } from '../../src/archive/exact-json.js';

const good = { fonds: 'Z109', kind: 'e-invoice', title: '发票', files: [{ part: 'f1', name: '发票.pdf' }] };
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

function errorOf(value: unknown): { code: string; paths: string[]; message: string } {
  try {
    parseDeclaration(bytes(value));
  } catch (error) {
    const { code, options, message } = error as {
      code: string;
      message: string;
      options: { detail: { errors: { path: string }[] } };
    };
    return { code, paths: options.detail.errors.map((e) => e.path), message };
  }
  throw new Error('was accepted');
}

describe('a declaration', () => {
  it('is kept as sent, never normalised', () => {
    const title = 'e\u0301 ﬁ Å';
    expect(parseDeclaration(bytes({ ...good, title })).title).toBe(title);
    const odd = '{"fonds":"Z","kind":"x","title":"t","files":[],"metadata":{"__proto__":1,"a":0.10}}';
    expect(Object.keys(parseDeclaration(bytes(odd)).metadata!)).toEqual(['__proto__', 'a']);
  });

  it('may say who verified an invoice, when and with what result', () => {
    const verifications = [
      { of: '发票.pdf', result: '一致', source: '全国增值税发票查验平台', at: '2026-03-18T10:00:00+08:00' },
    ];
    expect(parseDeclaration(bytes({ ...good, verifications })).verifications).toEqual(verifications);
  });

  it.each([
    ['not JSON', '{', ''],
    ['an array', [], '/'],
    ['a misspelt member', { ...good, titel: 'x' }, '/'],
    ['no title', { ...good, title: '' }, '/title'],
    ['a kind with spaces', { ...good, kind: 'E Invoice' }, '/kind'],
    ['a date that is none', { ...good, date: '2026-13' }, '/date'],
    [
      'a digest cut short',
      { ...good, files: [{ part: 'a', name: 'a', digests: { sha256: 'ab' } }] },
      '/files/0/digests/sha256',
    ],
    ['a part called record', { ...good, files: [{ part: 'record', name: 'a' }] }, '/files/0/part'],
    ['a negative size', { ...good, files: [{ part: 'a', name: 'a', sizeBytes: -1 }] }, '/files/0/sizeBytes'],
    [
      'a verification without a source',
      { ...good, verifications: [{ result: '一致', at: '2026-03-18' }] },
      '/verifications/0/source',
    ],
    [
      'a verification at no time',
      { ...good, verifications: [{ result: '一致', source: '查验平台', at: '昨天' }] },
      '/verifications/0/at',
    ],
    ['U+0000', { ...good, title: 'a\u0000b' }, ''],
    ['a lone surrogate', '{"fonds":"Z","kind":"x","title":"\\ud800","files":[]}', ''],
    ['absurd depth', { ...good, metadata: { a: JSON.parse('['.repeat(200) + ']'.repeat(200)) } }, ''],
  ])('with %s is refused naming the place', (_, value, path) => {
    const error = errorOf(value);
    expect(error.code).toBe('REQUEST_INVALID');
    expect(error.paths).toContain(path);
  });

  it('that is not UTF-8 is refused', () => {
    expect(() => parseDeclaration(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(/UTF-8/);
  });

  it('never fails otherwise, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          parseDeclaration(bytes(text));
        } catch (error) {
          expect((error as { code: string }).code).toBe('REQUEST_INVALID');
        }
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['2026', '2026-01-01'],
    ['2026-03', '2026-03-01'],
    ['2026-02-30', null],
    ['2026-03-17T23:30:00+08:00', '2026-03-17'],
    [undefined, null],
  ])('%s begins on %s', (date, first) => expect(firstDayOf(date)).toBe(first));
});

describe('state secrets', () => {
  it.each(['绝密', '机密★10年', '秘密', '秘 密', 'SECRET', 'Top Secret', 'ＳＥＣＲＥＴ'])('%s is one', (said) =>
    expect(isStateSecret(said)).toBe(true),
  );
  it.each(['非密', '不涉密', '无密', '公开', '内部', '', undefined])('%s is none', (said) =>
    expect(isStateSecret(said)).toBe(false),
  );
});

describe('what JSON readers lose without a word is refused', () => {
  const record = (more: string) => `{"fonds":"Z109","kind":"e-invoice","title":"t","files":[],${more}}`;
  it.each([
    ['a member twice', '"title":"u"', 'twice'],
    ['a member twice, written differently', '"metadata":{"a":1,"\\u0061":2}', 'twice'],
    ['twice in a list', '"metadata":{"a":[{"b":"\\"c\\":1"},{"d":1, "d" :1}]}', 'twice'],
    ['an invoice number as a number', '"metadata":{"发票号码":26312000000012345678}', '26312000000012345678'],
    ['a fraction no double holds', '"metadata":{"a":[-0.12345678901234567890123]}', 'digits'],
    ['a number beyond all', '"metadata":{"a":1e400}', 'digits'],
  ])('%s', (_, more, said) => {
    const { code, message } = errorOf(record(more));
    expect([code, message]).toEqual(['REQUEST_INVALID', expect.stringContaining(said)]);
  });

  it('and nothing else is', () => {
    const numbers = '-0.10,1.50e3,1E-7,9007199254740991,100000000000000000000';
    const texts = JSON.stringify({ 0: 0, b: '\\":1 12345678901234567890', 'b"': '"c":1', '': {} });
    const more = `"metadata":{"a":[${numbers}],"b":${texts}}`;
    expect(() => parseDeclaration(bytes(record(more)))).not.toThrow();
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = record(`"metadata":${JSON.stringify({ value })}`);
        expect(lossOf(text, JSON.parse(text))).toBeNull();
      }),
    );
  });
});

it('the year 0, which PostgreSQL does not know, is no first day', () => {
  expect([firstDayOf('0000'), firstDayOf('0000-01-01'), firstDayOf('0001')]).toEqual([null, null, '0001-01-01']);
});
