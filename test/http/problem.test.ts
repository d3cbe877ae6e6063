import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { ArchiveError } from '../../src/core/error.js';
import { codeOf, PROBLEMS, type ProblemCode, problemOf, saidOf } from '../../src/http/problem.js';

describe('PROBLEMS', () => {
  it.each(Object.entries(PROBLEMS))('%s has an HTTP status and both languages', (_, kind) => {
    expect(kind.status).toBeGreaterThanOrEqual(400);
    expect(kind.status).toBeLessThan(600);
    expect(kind.zh).toMatch(/[一-鿿]/);
    expect(kind.en).toMatch(/^[\x20-\x7e]+$/);
    // Faults of ours hide their message; faults of the caller are explained.
    if (kind.status >= 500 && kind !== PROBLEMS.SHUTTING_DOWN) expect(kind.ours).toBe(true);
    if (kind.status < 500) expect(kind.ours).toBeUndefined();
  });

  it.each([
    [new ArchiveError('RECORD_UNKNOWN', 'm'), 'RECORD_UNKNOWN'],
    [new NotFoundException(), 'ROUTE_UNKNOWN'],
    [Object.assign(new Error('x'), { statusCode: 415 }), 'MEDIA_TYPE_UNSUPPORTED'],
    [Object.assign(new Error('x'), { statusCode: 413 }), 'REQUEST_TOO_LARGE'],
    [Object.assign(new Error('x'), { statusCode: 400 }), 'REQUEST_INVALID'],
    [new Error('x'), 'INTERNAL_ERROR'],
    ['a string', 'INTERNAL_ERROR'],
    [null, 'INTERNAL_ERROR'],
    [Object.assign(new Error('x'), { statusCode: 'x' }), 'INTERNAL_ERROR'],
  ] as [unknown, ProblemCode][])('%p → %s', (error, code) => expect(codeOf(error)).toBe(code));

  it('fills the limit into the title, or leaves it out', () => {
    const said = { message: 'the request is larger than 7 bytes', detail: { limit: 7 } };
    expect(problemOf('REQUEST_TOO_LARGE', 'zh-CN', 'r', said)).toMatchObject({
      title: '请求超过上限 7',
      limit: 7,
      detail: '请求超过上限 7',
      requestId: 'r',
    });
    expect(problemOf('REQUEST_TOO_LARGE', 'en', 'r', said)).toMatchObject({
      title: 'The request exceeds the limit 7',
      detail: said.message,
    });
    expect(problemOf('REQUEST_TOO_LARGE', 'zh-CN', 'r').title).toBe('请求超过上限');
  });

  it('a fault of ours tells neither message nor detail', () => {
    const said = saidOf(new ArchiveError('STORE_UNAVAILABLE', 'host a.b', { detail: { host: 'a.b' } }));
    expect(JSON.stringify(problemOf('STORE_UNAVAILABLE', 'en', 'r', said))).not.toContain('a.b');
  });
});
