import { afterEach, describe, expect, it } from '@jest/globals';
import { created, type House, openHouse, readAll, RECORD } from './house.js';

let house: House;
afterEach(() => house.close());

const form = (...parts: [string, string | Blob][]) => {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value);
  return body;
};
const submitter = { authorization: 'Bearer submitter-key' };

describe('POST /v1/records', () => {
  it('hands the parts to the story in order and answers 201 with a Location', async () => {
    let read: { name: string; bytes: Buffer }[] = [];
    house = await openHouse({
      ingest: async (s) => {
        read = await readAll(s);
        expect(s).toMatchObject({ idempotencyKey: 'k-1', dryRun: false, requestId: 'abc.1' });
        return created();
      },
    });
    const file = Buffer.alloc(300_000, 'x\r\n--');
    const answer = await fetch(`${house.url}/v1/records`, {
      method: 'POST',
      headers: { ...submitter, 'idempotency-key': '"k-1"', 'x-request-id': 'abc.1' },
      body: form(['record', '{"标题":1}'], ['f', new Blob([file])]),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/records/${RECORD}`);
    expect(answer.headers.get('x-request-id')).toBe('abc.1');
    expect(await answer.json()).toMatchObject({ record: { id: RECORD }, receipt: 'a.b.c' });
    expect(read.map((p) => p.name)).toEqual(['record', 'f']);
    expect(read[0]!.bytes.toString()).toBe('{"标题":1}');
    expect(read[1]!.bytes.equals(file)).toBe(true);
  });
});
