import { Busboy } from '@fastify/busboy';
import { describe, expect, it } from '@jest/globals';
import { boundaryOf, MultipartReader } from '../../src/http/multipart.js';

const LIMITS = { maxBytes: 1_000_000, maxParts: 1_002 };

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer | string, size = 1 << 16, limits = LIMITS, boundary = 'B') {
  const reader = new MultipartReader(inPieces(Buffer.from(bytes), size), boundary, limits);
  const parts: { name: string; bytes: Buffer }[] = [];
  for await (const part of reader) {
    const pieces: Uint8Array[] = [];
    for await (const piece of part.body) pieces.push(piece);
    parts.push({ name: part.name, bytes: Buffer.concat(pieces) });
  }
  expect(reader.ended).toBe(true);
  return parts;
}

const part = (name: string, body: Buffer | string, more = '') =>
  Buffer.concat([
    Buffer.from(`--B\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
const whole = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--B--\r\n')]);

/** The independent parser, as oracle: every part as a file. */
function busboy(bytes: Buffer): Promise<{ name: string; bytes: Buffer }[]> {
  return new Promise((resolve, reject) => {
    const parts: { name: string; bytes: Buffer }[] = [];
    const parser = new Busboy({
      headers: { 'content-type': 'multipart/form-data; boundary=B' },
      isPartAFile: () => true,
    });
    parser.on('file', (name, stream) => {
      const pieces: Uint8Array[] = [];
      stream.on('data', (piece: Uint8Array) => pieces.push(piece));
      stream.on('end', () => parts.push({ name, bytes: Buffer.concat(pieces) }));
    });
    parser.on('finish', () => resolve(parts)).on('error', reject);
    parser.end(bytes);
  });
}

describe('MultipartReader', () => {
  const nasty = [
    part('record', '{"a":1}'),
    part('empty', ''),
    part('f', '\r\n--', '; filename="a; name=x.pdf"\r\nContent-Type: application/pdf').subarray(0, -2),
    Buffer.from('x\r\n-\r\n--\r\n--A\r\r\n--\r\n'),
    part('g', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7) % 256))),
    part('记录', 'ü'),
  ];

  it('reads the same whole, in chunks and byte by byte, as an independent parser does', async () => {
    const bytes = whole(...nasty);
    const expected = await busboy(bytes);
    expect(expected.map((p) => p.name)).toEqual(['record', 'empty', 'f', 'g', '记录']);
    for (const size of [1, 2, 3, 5, 7, 16, 61, 1024, bytes.length]) {
      expect(await read(bytes, size)).toEqual(expected);
    }
  });

  it('takes a preamble, padding behind a boundary and an epilogue as RFC 2046 allows', async () => {
    const body = 'hello\r\n--B \t\r\ncontent-disposition:form-data;name=record\r\n\r\n{}\r\n--B--\r\nbye';
    for (const size of [1, 4, 999])
      expect(await read(body, size)).toEqual([{ name: 'record', bytes: Buffer.from('{}') }]);
  });

  it('no cut of a body is taken for a whole one', async () => {
    const bytes = whole(part('record', '{}'), part('f', 'abc'));
    for (let length = 0; length < bytes.length - 2; length++) {
      await expect(read(bytes.subarray(0, length), 5)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
  });

  it.each([
    ['no headers', '--B\r\n\r\nx\r\n--B--'],
    ['no Content-Disposition', '--B\r\nA: b\r\n\r\nx\r\n--B--'],
    ['no name', '--B\r\nContent-Disposition: form-data; filename="name=x"\r\n\r\nx\r\n--B--'],
    ['not form-data', '--B\r\nContent-Disposition: attachment; name=x\r\n\r\nx\r\n--B--'],
    [
      'two dispositions',
      '--B\r\nContent-Disposition: form-data; name=x\r\nContent-Disposition: form-data; name=y\r\n\r\nx\r\n--B--',
    ],
    ['base64', '--B\r\nContent-Disposition: form-data; name=x\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--B--'],
    ['text on the boundary line', '--Bx\r\nContent-Disposition: form-data; name=x\r\n\r\nx\r\n--B--'],
    ['another boundary', `--C\r\nContent-Disposition: form-data; name=x\r\n\r\n${'x'.repeat(10_000)}\r\n--C--`],
    ['endless headers', `--B\r\nContent-Disposition: form-data; name=x\r\nX: ${'x'.repeat(10_000)}`],
    ['an endless epilogue', `--B\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--B--${'x'.repeat(70_000)}`],
  ])('refuses %s', async (_, body) => {
    for (const size of [7, 100_000]) await expect(read(body, size)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('a quote in a name comes as %22 or escaped', async () => {
    expect((await read(whole(part('a%22b', '')))).map((p) => p.name)).toEqual(['a"b']);
    expect((await read(whole(part('a\\"b', '')))).map((p) => p.name)).toEqual(['a"b']);
  });

  it('stops at the limit of bytes and of parts, naming it', async () => {
    await expect(read(whole(part('f', 'x'.repeat(200))), 50, { maxBytes: 100, maxParts: 5 })).rejects.toMatchObject({
      code: 'REQUEST_TOO_LARGE',
      options: { detail: { limit: 100 } },
    });
    const many = whole(...Array.from({ length: 10_000 }, (_, i) => part(`p${i}`, '')));
    await expect(read(many, 1 << 16, { maxBytes: 10_000_000, maxParts: 1_002 })).rejects.toMatchObject({
      code: 'REQUEST_TOO_LARGE',
      options: { detail: { limit: 1_002 } },
    });
    expect(await read(many, 1 << 16, { maxBytes: 10_000_000, maxParts: 10_000 })).toHaveLength(10_000);
  });

  it('skips what the consumer leaves unread', async () => {
    const reader = new MultipartReader(inPieces(whole(part('a', 'x'.repeat(5_000)), part('b', 'y')), 100), 'B', LIMITS);
    const names: string[] = [];
    for await (const { name, body } of reader) {
      names.push(name);
      for await (const _ of body) break;
    }
    expect(names).toEqual(['a', 'b']);
  });

  it('pulls no more than is asked for', async () => {
    let pulled = 0;
    const bytes = whole(part('record', '{}'), part('f', Buffer.alloc(500_000)));
    async function* counted() {
      for await (const piece of inPieces(bytes, 1_000)) {
        pulled++;
        yield piece;
      }
    }
    const parts = new MultipartReader(counted(), 'B', LIMITS)[Symbol.asyncIterator]();
    await parts.next();
    expect(pulled).toBe(1);
    await parts.return(undefined);
    expect(pulled).toBe(1);
  });

  it('a connection that breaks is REQUEST_ABORTED', async () => {
    async function* broken() {
      yield part('record', '{}').subarray(0, 20);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    const parts = new MultipartReader(broken(), 'B', LIMITS)[Symbol.asyncIterator]();
    await expect(parts.next()).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data;charset=utf-8; Boundary="a b:c"', 'a b:c'],
    ['multipart/form-data; boundary=----WebKitFormBoundary0aA', '----WebKitFormBoundary0aA'],
  ])('%s', (type, boundary) => expect(boundaryOf(type)).toBe(boundary));
  it.each([
    ['multipart/form-data'],
    ['multipart/form-data; boundary='],
    ['multipart/form-data; boundary="a "'],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`],
  ])('%s is invalid', (type) =>
    expect(() => boundaryOf(type)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' })),
  );
  it.each([
    [undefined],
    ['application/json'],
    ['multipart/mixed; boundary=x'],
    ['multipart/form-database; boundary=x'],
  ])('%s is another type', (type) =>
    expect(() => boundaryOf(type)).toThrow(expect.objectContaining({ code: 'MEDIA_TYPE_UNSUPPORTED' })),
  );
});
