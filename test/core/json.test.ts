import { describe, expect, it } from '@jest/globals';
import { canonicalJson, canonicalJsonOfAny } from '../../src/core/json.js';

describe('canonical JSON (RFC 8785)', () => {
  it('prints the example of RFC 8785 3.2.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as unknown;
    expect(canonicalJsonOfAny(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
  it('sorts names by UTF-16 code units (RFC 8785 3.2.3)', () => {
    const value = JSON.parse(
      '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
    ) as Record<string, number>;
    expect([...canonicalJson(value).matchAll(/:(\d)/g)].map((m) => m[1]).join('')).toBe('2467153');
  });
  it("sorts few and many members alike, and the engine's own order of members plays no part", () => {
    for (const count of [2, 3, 50, 51, 200]) {
      const names = Array.from({ length: count }, (_, i) => `${(i * 7919) % 1000}${i % 3 === 0 ? '' : 'x'}`);
      const value = JSON.parse(`{${names.map((name) => `"${name}":1`).join(',')},"__proto__":1}`) as unknown;
      const printed = [...canonicalJson(value).matchAll(/"([^"]+)":1/g)].map((m) => m[1]);
      expect(printed).toEqual([...new Set([...names, '__proto__'])].sort());
    }
  });
  it('refuses what two languages print differently', () => {
    for (const value of [0.5, 2 ** 53, NaN, '\ud800', { '\ud800': 1 }, undefined, () => 1])
      expect(() => canonicalJson({ value: value === undefined ? [value] : value })).toThrow();
  });
});
