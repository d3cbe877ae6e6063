import { describe, it, expect } from '@jest/globals';
import { contentKeyOf, fingerprintOf } from '../../../src/core/package/fingerprint.js';
import { digest } from './sample.js';

const files = [
  { name: 'b', sha256: '11', sizeBytes: 1 },
  { name: 'a', sha256: '22', sizeBytes: 2 },
];
const declaration = { fonds: 'F', title: 't', source: { system: 's', businessKey: 'k' }, metadata: { x: 1.5 } };

describe('fingerprintOf', () => {
  it('is SHA-256 over the canonical JSON that the format document gives', () => {
    const text =
      '{"declaration":{"fonds":"F","metadata":{"x":1.5},"source":{"businessKey":"k","system":"s"},"title":"t"},' +
      '"files":[{"name":"b","sha256":"11","sizeBytes":1},{"name":"a","sha256":"22","sizeBytes":2}],"fonds":"id","schema":"dantao/fingerprint/v1"}';
    expect(fingerprintOf({ fondsId: 'id', declaration, files })).toBe(digest('sha256', Buffer.from(text)));
  });
  it('does not mind the order of members, and minds everything else', () => {
    const base = fingerprintOf({ fondsId: 'id', declaration, files });
    expect(
      fingerprintOf({ fondsId: 'id', declaration: Object.fromEntries(Object.entries(declaration).reverse()), files }),
    ).toBe(base);
    const others = [
      fingerprintOf({ fondsId: 'other', declaration, files }),
      fingerprintOf({ fondsId: 'id', declaration: { ...declaration, title: 'u' }, files }),
      fingerprintOf({ fondsId: 'id', declaration, files: [...files].reverse() }),
      fingerprintOf({ fondsId: 'id', declaration, files: [{ ...files[0]!, sha256: '12' }, files[1]!] }),
    ];
    expect(new Set([base, ...others]).size).toBe(5);
  });
});

describe('contentKeyOf', () => {
  const key = (more: Partial<Parameters<typeof contentKeyOf>[0]> = {}) =>
    contentKeyOf({ fondsId: 'id', declaration, files, ...more });
  it('is SHA-256 over the canonical JSON that the format document gives', () => {
    const text =
      '{"files":[["a","22"],["b","11"]],"fonds":"id","schema":"dantao/content/v1","source":{"businessKey":"k","system":"s"}}';
    expect(key()).toBe(digest('sha256', Buffer.from(text)));
  });
  it('minds files and source, not description nor order', () => {
    expect(key({ files: [...files].reverse() })).toBe(key());
    expect(key({ declaration: { ...declaration, title: 'other' } as never })).toBe(key());
    expect(key({ declaration: { source: { system: 's', businessKey: 'other' } } })).not.toBe(key());
    expect(key({ declaration: {} })).not.toBe(key());
    expect(key({ files: files.slice(1) })).not.toBe(key());
  });
});
