import { expect } from '@jest/globals';
import { createHash } from 'node:crypto';
import { type StoredEvent } from '../../src/archive/ports.js';
import { StoredSource } from '../../src/archive/stored-source.js';
import { BufferSource } from '../../src/core/byte-source.js';
import { checkPackage } from '../../src/core/package/check.js';
import { openStore } from '../../src/storage/index.js';
import { type StoreSettings } from '../../src/storage/settings.js';
import {
  accepted,
  ask,
  bytesOf,
  declare,
  jsonOf,
  pathOf,
  sha256,
  submit,
  type Answer,
  type SentFile,
} from '../e2e/api.js';

/** One submission of a load, the same each time it is sent. */
export interface Order {
  record: Record<string, unknown>;
  files: SentFile[];
  idempotencyKey?: string;
}

const KIB = 1024;
const SIZES = [0.2, 1, 60, 12, 300, 3].map((kib) => Math.round(kib * KIB));
/** Past what stays in memory (docs/operations.md): these go through the spool file. */
const LARGE = 2 * KIB * KIB;

/** The i-th of different records of one fonds; every third without an Idempotency-Key, every 20th beyond the memory of the spool. */
export function orderOf(fonds: string, i: number, prefix = 'n'): Order {
  const name = `${prefix}-${i}`;
  const size = i % 20 === 9 ? LARGE : SIZES[i % SIZES.length]!;
  const files: SentFile[] = [{ part: 'f1', name: `凭证/${name}.bin`, bytes: bytesOf(name, size) }];
  if (i % 4 === 1) files.push({ part: 'f2', name: '附件.txt', bytes: Buffer.from(`附件 ${name}\n`) });
  return {
    record: declare(fonds, files, { title: `凭证 ${name}`, source: { system: 'ERP', businessKey: name } }),
    files,
    ...(i % 3 === 2 ? {} : { idempotencyKey: name }),
  };
}

export function orders(fonds: string, count: number, prefix?: string): Order[] {
  return Array.from({ length: count }, (_, i) => orderOf(fonds, i, prefix));
}

/** Sends all with so many at once; null where the connection broke before an answer. */
export async function sendAll(
  url: string,
  key: string,
  all: readonly Order[],
  concurrency: number,
): Promise<(Answer | null)[]> {
  const answers = new Array<Answer | null>(all.length).fill(null);
  let next = 0;
  const sender = async () => {
    for (let i = next++; i < all.length; i = next++) answers[i] = await send(url, key, all[i]!).catch(() => null);
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return answers;
}

export function send(url: string, key: string, order: Order): Promise<Answer> {
  const { idempotencyKey } = order;
  return submit(url, order.record, order.files, { key, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
}

/** What was acknowledged is there: the record, its package as a whole, and each file byte for byte. */
export async function expectThere(url: string, key: string, order: Order, answer: Answer): Promise<void> {
  const said = accepted(answer);
  const { existing: _, sameIdempotencyKey: __, ...first } = said;
  const record = await ask(`${url}/v1/records/${said.record.id}`, { key });
  expect(record.status).toBe(200);
  expect(jsonOf(record)).toEqual(first);

  const stored = await ask(`${url}/v1/records/${said.record.id}/package`, { key });
  expect(stored.status).toBe(200);
  expect(stored.bytes.length).toBe(said.package.sizeBytes);
  expect(sha256(stored.bytes)).toBe(said.package.sha256);
  const report = await checkPackage(new BufferSource(stored.bytes));
  expect(report.findings.filter((f) => f.severity === 'error')).toEqual([]);
  expect(report.recordId).toBe(said.record.id);

  for (const file of order.files) {
    const sent = await ask(`${url}/v1/records/${said.record.id}/files/${pathOf(file.name)}`, { key });
    expect(sent.status).toBe(200);
    expect(sent.bytes.equals(file.bytes)).toBe(true);
  }
}

/** Sent again, all of them: each is acknowledged, and what was acknowledged before is answered with the same receipts. */
export async function expectSameAgain(
  url: string,
  key: string,
  all: readonly Order[],
  before: readonly (Answer | null)[],
): Promise<Answer[]> {
  const again = await sendAll(url, key, all, 16);
  for (const [i, answer] of again.entries()) {
    if (!answer) throw new Error(`no answer for ${i} from a service that runs`);
    const earlier = before[i];
    if (earlier?.status !== 201) {
      if (answer.status !== 200 && answer.status !== 201) throw new Error(`${i}: ${answer.status} ${answer.text}`);
      continue;
    }
    expect(answer.status).toBe(200);
    const [now, then] = [accepted(answer), accepted(earlier)];
    expect(now.existing).toBe(true);
    expect(now.record.id).toBe(then.record.id);
    expect([now.receipt, now.registeredReceipt]).toEqual([then.receipt, then.registeredReceipt]);
    expect(now.package).toEqual(then.package);
  }
  return again as Answer[];
}

/** Ids of every record that the key can see, by the pages of the list. */
export async function recordIds(url: string, key: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: { items: { id: string }[]; next: string | null } = jsonOf(
      await ask(`${url}/v1/records?limit=50${query}`, { key }),
    );
    ids.push(...page.items.map((r) => r.id));
    if (page.next === null) return ids;
    after = page.next;
  }
}

type EventOfApi = Omit<StoredEvent, 'entry' | 'at'> & {
  entry: string;
  event: { subjectNumber: number; fondsNumber: number; previous: string | null; type: string };
};

export async function eventsOf(url: string, key: string, record: string): Promise<EventOfApi[]> {
  const answer = await ask(`${url}/v1/records/${record}/events`, { key });
  expect(answer.status).toBe(200);
  return jsonOf<{ items: EventOfApi[] }>(answer).items;
}

/** Dense numbers, each entry names the hash of the one before; gives the numbers within the fonds. */
export async function expectChain(url: string, key: string, record: string): Promise<number[]> {
  const events = await eventsOf(url, key, record);
  expect(events.map((e) => e.event.type).slice(0, 1)).toEqual(['received']);
  let previous: string | null = null;
  for (const [i, { entry, hash, event }] of events.entries()) {
    expect(event.subjectNumber).toBe(i + 1);
    expect(event.previous).toBe(previous);
    expect(createHash('sha256').update(Buffer.from(entry, 'base64')).digest('hex')).toBe(hash);
    previous = hash;
  }
  return events.map((e) => e.event.fondsNumber);
}

/** Every object that the store shows is a whole package; gives their record ids. */
export async function wholePackages(settings: StoreSettings): Promise<string[]> {
  const store = await openStore(settings);
  try {
    const records: string[] = [];
    for await (const { key, sizeBytes, version } of store.list('aip/')) {
      const report = await checkPackage(new StoredSource(store, key, sizeBytes, version));
      expect({ key, findings: report.findings.filter((f) => f.severity === 'error') }).toEqual({ key, findings: [] });
      records.push(report.recordId!);
    }
    return records;
  } finally {
    await store.close();
  }
}
