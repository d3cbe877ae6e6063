import { describe, expect, it } from '@jest/globals';
import { attachment, parseRange } from '../../src/http/byte-range.js';
import { parseIdempotencyKey } from '../../src/http/idempotency-key.js';
import { localeOf } from '../../src/http/locale.js';
import { RateLimit } from '../../src/http/rate-limit.js';

describe('Accept-Language', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['*', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,zh;q=0.5', 'en'],
    ['zh-TW;q=0.9, en;q=0.8', 'zh-CN'],
    ['zh;q=0.2, en;q=0.8', 'en'],
    ['fr, de', 'zh-CN'],
    ['fr, en;q=0.1', 'en'],
    ['en;q=0', 'zh-CN'],
    ['en;q=x', 'zh-CN'],
    ['english', 'zh-CN'],
  ])('%s → %s', (value, locale) => expect(localeOf(value)).toBe(locale));
});

describe('Idempotency-Key', () => {
  it.each([
    [undefined, null],
    ['"8e03978e-40d5"', '8e03978e-40d5'],
    ['8e03978e-40d5', '8e03978e-40d5'],
    ['"a \\"b\\" \\\\"', 'a "b" \\'],
    ['"a,b;c"', 'a,b;c'],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ])('%s', (value, key) => expect(parseIdempotencyKey(value)).toBe(key));
  it.each([
    [''],
    ['""'],
    ['"a'],
    ['a"'],
    ['a b'],
    ['"a\\x"'],
    ['"密"'],
    ['a, b'],
    ['"a", "b"'],
    ['"a";v=1'],
    ['x'.repeat(256)],
    ['"\\"'],
    ['"' + '\\"'.repeat(256) + '"'],
  ])('%s is invalid', (value) =>
    expect(() => parseIdempotencyKey(value)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' })),
  );
});

describe('Range', () => {
  it.each([
    [undefined, null],
    ['bytes=0-9', { offset: 0, length: 10 }],
    ['bytes=90-', { offset: 90, length: 10 }],
    ['bytes=-10', { offset: 90, length: 10 }],
    ['bytes=-1000', { offset: 0, length: 100 }],
    ['bytes=50-1000', { offset: 50, length: 50 }],
    ['bytes=99-99', { offset: 99, length: 1 }],
    [`bytes=1-${'9'.repeat(30)}`, { offset: 1, length: 99 }],
    ['bytes=9-5', null],
    ['bytes=0-1,5-6', null],
    ['items=0-1', null],
    ['bytes=-', null],
    ['bytes=x', null],
  ])('%s of 100 bytes', (value, range) => expect(parseRange(value, 100)).toEqual(range));
  it.each([['bytes=100-'], ['bytes=100-200'], ['bytes=-0'], [`bytes=${'9'.repeat(30)}-`]])(
    '%s of 100 bytes is outside',
    (value) =>
      expect(() => parseRange(value, 100)).toThrow(
        expect.objectContaining({ code: 'RANGE_NOT_SATISFIABLE', options: { detail: { sizeBytes: 100 } } }),
      ),
  );
  it('nothing of an empty file can be asked for', () => expect(() => parseRange('bytes=0-', 0)).toThrow());
});

describe('Content-Disposition', () => {
  it.each([
    ['发票/a b.pdf', `attachment; filename="a b.pdf"; filename*=UTF-8''a%20b.pdf`],
    ['发票.pdf', `attachment; filename="__.pdf"; filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf`],
    ['a"\r\nX: y', `attachment; filename="a___X: y"; filename*=UTF-8''a%22%0D%0AX%3A%20y`],
    ["it's", `attachment; filename="it's"; filename*=UTF-8''it%27s`],
    ['\ud800', `attachment; filename="_"; filename*=UTF-8''%EF%BF%BD`],
    ['a/', `attachment; filename="file"; filename*=UTF-8''file`],
  ])('%j', (name, value) => expect(attachment(name)).toBe(value));
});

describe('RateLimit', () => {
  it('lets a minute of requests through at once, then one at a time, and says when', () => {
    let now = 0;
    const limit = new RateLimit(60, () => now);
    for (let i = 0; i < 60; i++) limit.take('a');
    expect(() => limit.take('a')).toThrow(
      expect.objectContaining({
        code: 'RATE_LIMITED',
        options: expect.objectContaining({ detail: { limit: 60, what: 'requestsPerMinute', retryAfterSeconds: 1 } }),
      }),
    );
    limit.take('b');
    now = 1_000;
    limit.take('a');
    expect(() => limit.take('a')).toThrow();
  });
  it('forgets only full buckets', () => {
    let now = 0;
    const limit = new RateLimit(1, () => now, 2);
    limit.take('a');
    now = 30_000;
    limit.take('b');
    now = 60_000;
    limit.take('c');
    expect(() => limit.take('b')).toThrow();
    limit.take('a');
  });
});
