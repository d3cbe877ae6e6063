import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { sealEvent, type PendingEvent } from '../../src/core/ledger/event.js';

describe('docs/ledger-format.md', () => {
  it('shows an entry with the bytes, hash and commitment that we make', async () => {
    const text = await readFile(new URL('../../docs/ledger-format.md', import.meta.url), 'utf8');
    const shown = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '') as Record<string, never>;
    const details = JSON.parse(/^details {2}(.*)$/m.exec(text)?.[1] ?? '') as Record<string, unknown>;
    const salt = Buffer.from(/^salt {5}([0-9a-f]{64})$/m.exec(text)?.[1] ?? '', 'hex');
    const event = { ...shown, at: new Date(shown['at'] ?? ''), details, salt } as unknown as PendingEvent;
    const sealed = sealEvent(event, {
      fondsNumber: shown['fondsNumber'] ?? 0,
      subjectNumber: shown['subjectNumber'] ?? 0,
      previous: shown['previous'] ?? null,
    });
    expect(JSON.parse(Buffer.from(sealed.entry).toString())).toEqual(shown);
    expect(text).toContain(`${sealed.entry.length} bytes`);
    expect(text).toContain(`\`${sealed.hash}\``);
  });

  it('names every type of event', async () => {
    const [text, source] = await Promise.all(
      ['docs/ledger-format.md', 'src/core/ledger/event.ts'].map((path) =>
        readFile(new URL(`../../${path}`, import.meta.url), 'utf8'),
      ),
    );
    const types = /export type EventType =([\s\S]*?);/.exec(source ?? '')?.[1]?.match(/[a-z-]+(?=')/g) ?? [];
    expect(types.length).toBeGreaterThan(5);
    for (const type of types) expect(text).toContain(`\`${type}\``);
  });
});
