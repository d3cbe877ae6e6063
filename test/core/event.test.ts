import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { commitTo, sealEvent } from '../../src/core/ledger/event.js';

const pending = {
  type: 'received' as const,
  subject: '0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20',
  fonds: '0198f3a0-0000-7000-8000-000000000001',
  actor: '0198f3a0-0000-7000-8000-000000000002',
  at: new Date('2026-03-17T09:12:44.120Z'),
  details: { title: '张三的发票', n: 3 },
  salt: Buffer.alloc(32, 7),
};

describe('a ledger entry', () => {
  const sealed = sealEvent(pending, { fondsNumber: 12, subjectNumber: 1, previous: null });
  const text = Buffer.from(sealed.entry).toString();

  it('is canonical JSON with its place in the chain', () => {
    expect(text).toBe(
      `{"actor":"${pending.actor}","at":"2026-03-17T09:12:44.120Z","details":"${commitTo(pending.salt, sealed.details)}",` +
        `"fonds":"${pending.fonds}","fondsNumber":12,"id":"urn:uuid:${pending.subject}/event/1","previous":null,"schema":"dantao/event/v1",` +
        `"subject":"${pending.subject}","subjectNumber":1,"type":"received"}`,
    );
    expect(sealed.hash).toBe(createHash('sha256').update(text).digest('hex'));
  });
  it('holds nothing personal, only a commitment to it', () => {
    expect(text).not.toContain('张三');
    expect(commitTo(Buffer.alloc(32, 8), sealed.details)).not.toBe(commitTo(pending.salt, sealed.details));
  });
});
