import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Holder, type Issue, issue, nameOf, pem } from '../../../../scripts/pki/certificates.mjs';
import * as der from '../../../../scripts/pki/der.mjs';
import { ecKey, ed25519Key, rsaKey, sm2Key } from '../../../../scripts/pki/keys.mjs';
import { by, extension, listOf, NOW, reportsFor, verdictOf } from '../judged-world.js';

const root = issue({ key: ecKey('root'), name: 'Test root' });
const authority = (more: Partial<Issue> = {}) =>
  issue({ key: ecKey('ca'), name: 'Test CA', issuer: root, ca: true, ...more });
const leaf = (issuer: Holder, more: Partial<Issue> = {}) =>
  issue({ key: ecKey('alice'), name: 'Alice', issuer, ...more });

/** Anchor first, signer last. */
function worldOf(chain: Holder[], anchor = chain[0]!) {
  const certificates = chain.slice(1, -1).map((one) => one.certificate);
  const evidence = by(chain.at(-1)!, { material: { certificates, crls: [], ocsps: [] } });
  const crls = chain.slice(0, -1).map((one) => listOf(one));
  return {
    evidence,
    world: { trust: { anchors: [{ purpose: 'all' as const, certificate: anchor.certificate }], crls } },
  };
}
const verdict = (...chain: Holder[]) => {
  const { evidence, world } = worldOf(chain);
  return verdictOf(evidence, world);
};

const PASSED = 'TOTAL_PASSED';
const GENERAL = 'INDETERMINATE/CERTIFICATE_CHAIN_GENERAL_FAILURE';
const CONSTRAINTS = 'INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE';
const NO_PATH = 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND';

const subtree = (name: Buffer) => der.sequence(name);
const names = (permitted: Buffer[], excluded: Buffer[] = []) =>
  extension(
    '2.5.29.30',
    der.sequence(
      ...(permitted.length > 0 ? [der.explicit(0, ...permitted.map(subtree))] : []),
      ...(excluded.length > 0 ? [der.explicit(1, ...excluded.map(subtree))] : []),
    ),
    true,
  );
const text = (kind: number, value: string) => der.element(0x80 | kind, Buffer.from(value, 'latin1'));
const ip = (...octets: number[]) => der.element(0x87, Buffer.from(octets));
const directory = (parts: Record<string, string>) => der.explicit(4, nameOf(parts));
const san = (...list: Buffer[]) => extension('2.5.29.17', der.sequence(...list));
const policyConstraints = (explicit?: number, mapping?: number) =>
  extension('2.5.29.36', der.sequence(...[explicit, mapping].flatMap((value, i) => (value === undefined ? [] : [der.element(0x80 | i, Buffer.from([value]))]))), true); // prettier-ignore
const mappings = (...pairs: [string, string][]) => extension('2.5.29.33', der.sequence(...pairs.map(([a, b]) => der.sequence(der.oid(a), der.oid(b)))), true); // prettier-ignore
const ANY = '2.5.29.32.0';

interface Case {
  what: string;
  chain: Holder[];
  expected: string;
  /** Where openssl judges otherwise, and why. */
  openssl?: 'OK' | 'fails' | 'not asked';
}

const under = (ca: Holder, own: Partial<Issue> = {}) => [root, ca, leaf(ca, own)];
const below = (extensions: Issue['extensions'], own: Partial<Issue> = {}) =>
  under(authority({ extensions: extensions! }), own);
const two = (first: Partial<Issue>, second: Partial<Issue> = {}, own: Partial<Issue> = {}) => {
  const upper = authority(first);
  const lower = issue({ key: ecKey('lower'), name: 'Lower CA', issuer: upper, ca: true, ...second });
  return [root, upper, lower, leaf(lower, own)];
};

const CASES: Case[] = [
  { what: 'a path of three', chain: two({}), expected: PASSED },
  { what: 'under the anchor itself', chain: [root, leaf(root)], expected: PASSED },
  { what: 'keys of RSA', chain: under(authority({ key: rsaKey('sub') })), expected: PASSED }, // prettier-ignore
  { what: 'a key of Ed25519', chain: under(authority({ key: ed25519Key('ca') })), expected: PASSED }, // prettier-ignore
  { what: 'an issuer that is no authority', chain: under(authority({ ca: false, usage: ['keyCertSign'] })), expected: GENERAL }, // prettier-ignore
  { what: 'an issuer without basic constraints', chain: two({ without: ['basicConstraints'] }), expected: GENERAL },
  { what: 'an issuer that may not sign certificates', chain: two({ usage: ['cRLSign'] }), expected: GENERAL },
  { what: 'more authorities than are allowed', chain: two({ pathLength: 0 }), expected: GENERAL },
  { what: 'as many authorities as are allowed', chain: two({ pathLength: 1 }, { pathLength: 0 }), expected: PASSED },
  { what: 'an authority that has ended', chain: two({ until: '2026-01-01T00:00:00Z' }), expected: 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE' }, // prettier-ignore
  { what: 'a signer that may not sign', chain: below([], { usage: ['keyEncipherment'] }), expected: CONSTRAINTS, openssl: 'OK' }, // prettier-ignore
  { what: 'an unknown critical extension', chain: below([], { extensions: [extension('1.2.3.4', der.nil(), true)] }), expected: GENERAL }, // prettier-ignore
  { what: 'the same, not critical', chain: below([], { extensions: [extension('1.2.3.4', der.nil())] }), expected: PASSED }, // prettier-ignore
  { what: 'an unknown critical extension above', chain: below([extension('1.2.3.4', der.nil(), true)]), expected: GENERAL }, // prettier-ignore
  { what: 'an extension that stands twice', chain: below([], { extensions: [san(text(2, 'a.test')), san(text(2, 'b.test'))] }), expected: GENERAL }, // prettier-ignore
  { what: 'an extension that can not be read', chain: below([extension('2.5.29.36', Buffer.from('ff', 'hex'), true)]), expected: GENERAL }, // prettier-ignore

  { what: 'a permitted DNS name', chain: below([names([text(2, 'example.test')])], { extensions: [san(text(2, 'www.example.test'))] }), expected: PASSED }, // prettier-ignore
  { what: 'another DNS name', chain: below([names([text(2, 'example.test')])], { extensions: [san(text(2, 'www.example.com'))] }), expected: GENERAL }, // prettier-ignore
  { what: 'a DNS name that only ends alike', chain: below([names([text(2, 'example.test')])], { extensions: [san(text(2, 'wwwexample.test'))] }), expected: GENERAL }, // prettier-ignore
  { what: 'an excluded DNS name', chain: below([names([], [text(2, 'example.test')])], { extensions: [san(text(2, 'EXAMPLE.test'))] }), expected: GENERAL }, // prettier-ignore
  { what: 'a permitted mailbox of a host', chain: below([names([text(1, 'example.test')])], { extensions: [san(text(1, 'a@example.test'))] }), expected: PASSED }, // prettier-ignore
  { what: 'a mailbox of a host below', chain: below([names([text(1, 'example.test')])], { extensions: [san(text(1, 'a@www.example.test'))] }), expected: GENERAL }, // prettier-ignore
  { what: 'a URI of a permitted host', chain: below([names([text(6, '.example.test')])], { extensions: [san(text(6, 'https://www.example.test:8443/x'))] }), expected: PASSED }, // prettier-ignore
  { what: 'a URI of another host', chain: below([names([text(6, '.example.test')])], { extensions: [san(text(6, 'https://www.example.com/.example.test'))] }), expected: GENERAL }, // prettier-ignore
  { what: 'a permitted address', chain: below([names([ip(10, 1, 0, 0, 255, 255, 0, 0)])], { extensions: [san(ip(10, 1, 2, 3))] }), expected: PASSED }, // prettier-ignore
  { what: 'another address', chain: below([names([ip(10, 1, 0, 0, 255, 255, 0, 0)])], { extensions: [san(ip(10, 2, 2, 3))] }), expected: GENERAL }, // prettier-ignore
  { what: 'a permitted directory name', chain: below([names([directory({ C: 'CN', O: 'Dantao test' })])]), expected: PASSED }, // prettier-ignore
  { what: 'another directory name', chain: below([names([directory({ C: 'CN', O: 'Other' })])]), expected: GENERAL }, // prettier-ignore
  { what: 'an excluded directory name, in other letters', chain: below([names([], [directory({ C: 'CN', O: 'DANTAO  Test' })])]), expected: GENERAL }, // prettier-ignore
  { what: 'a name of a kind that is constrained and not known', chain: below([names([der.element(0x88, Buffer.from([42]))])], { extensions: [san(der.element(0x88, Buffer.from([42, 3])))] }), expected: GENERAL }, // prettier-ignore
  { what: 'two lists of permitted names, one of which fits', chain: two({ extensions: [names([text(2, 'a.test'), text(2, 'b.test')])] }, { extensions: [names([text(2, 'b.test')])] }, { extensions: [san(text(2, 'x.a.test'))] }), expected: GENERAL }, // prettier-ignore

  { what: 'a policy that is required by one who has none', chain: below([policyConstraints(0)], { policies: ['1.2.3.1'] }), expected: GENERAL }, // prettier-ignore
  { what: 'a policy required all along', chain: two({ extensions: [policyConstraints(0)], policies: ['1.2.3.1'] }, { policies: ['1.2.3.1'] }, { policies: ['1.2.3.1'] }), expected: PASSED }, // prettier-ignore
  { what: 'any policy above, one below', chain: two({ extensions: [policyConstraints(0)], policies: [ANY] }, { policies: [ANY] }, { policies: ['1.2.3.1'] }), expected: PASSED }, // prettier-ignore
  { what: 'another policy below', chain: two({ extensions: [policyConstraints(0)], policies: ['1.2.3.1'] }, { policies: ['1.2.3.1'] }, { policies: ['1.2.3.2'] }), expected: GENERAL }, // prettier-ignore
  { what: 'no policy below', chain: two({ extensions: [policyConstraints(0)], policies: ['1.2.3.1'] }, { policies: ['1.2.3.1'] }), expected: GENERAL }, // prettier-ignore
  { what: 'no policy, and none required', chain: two({ policies: ['1.2.3.1'] }), expected: PASSED },
  { what: 'a policy that is mapped to another', chain: two({ extensions: [policyConstraints(0), mappings(['1.2.3.1', '1.2.3.2'])], policies: ['1.2.3.1'] }, { policies: ['1.2.3.2'] }, { policies: ['1.2.3.2'] }), expected: PASSED }, // prettier-ignore
  { what: 'a mapping that is forbidden', chain: two({ extensions: [policyConstraints(0, 0)], policies: ['1.2.3.1'] }, { extensions: [mappings(['1.2.3.1', '1.2.3.2'])], policies: ['1.2.3.1'] }, { policies: ['1.2.3.2'] }), expected: GENERAL }, // prettier-ignore
  { what: 'any policy where it is forbidden', chain: two({ extensions: [policyConstraints(0), extension('2.5.29.54', der.integer(0), true)], policies: ['1.2.3.1'] }, { policies: [ANY] }, { policies: ['1.2.3.1'] }), expected: GENERAL }, // prettier-ignore
  { what: 'a mapping of any policy', chain: two({ extensions: [mappings([ANY, '1.2.3.2'])], policies: ['1.2.3.1'] }), expected: GENERAL }, // prettier-ignore
];

describe('RFC 5280 6.1, one rule broken at a time', () => {
  it.each(CASES)('$what', ({ chain, expected }) => expect(verdict(...chain)).toBe(expected));
});

const withOpenssl = spawnSync('openssl', ['version']).status === 0 ? it : it.skip;
withOpenssl('agrees with openssl verify, but where it is said why not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dantao-path-'));
  try {
    const differ = CASES.flatMap(({ what, chain, expected, openssl = expected === PASSED ? 'OK' : 'fails' }) => {
      const write = (name: string, holders: Holder[]) => writeFileSync(join(folder, name), Buffer.concat(holders.map((one) => pem(one.certificate)))); // prettier-ignore
      write('root', chain.slice(0, 1));
      write('between', chain.slice(1, -1));
      write('signer', chain.slice(-1));
      const time = String(Date.parse(NOW) / 1000);
      const untrusted = chain.length > 2 ? ['-untrusted', 'between'] : [];
      const { status } = spawnSync('openssl', ['verify', '-attime', time, '-policy', ANY, '-CAfile', 'root', ...untrusted, 'signer'], { cwd: folder }); // prettier-ignore
      const said = status === 0 ? 'OK' : 'fails';
      return openssl === 'not asked' || said === openssl ? [] : [`${what}: openssl ${said}, we ${expected}`];
    });
    expect(differ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('paths are looked for', () => {
  it('through an SM2 hierarchy, which never goes to node:crypto', () => {
    const top = issue({ key: sm2Key('root'), name: 'SM2 root' });
    const ca = issue({ key: sm2Key('ca'), name: 'SM2 CA', issuer: top, ca: true });
    const { evidence, world } = worldOf([top, ca, issue({ key: sm2Key('alice'), name: '测试', issuer: ca })]);
    expect(verdictOf({ ...evidence, container: 'ofd' }, world)).toBe(PASSED);
    expect(verdictOf(evidence, { ...world, policy: 'etsi' })).toBe('INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE');
  });

  it('not through a certificate that its issuer did not sign', () => {
    const forged = { ...authority(), key: ecKey('another ca') };
    expect(verdict(root, authority(), leaf(forged))).toBe(NO_PATH);
    const ca = authority();
    const signer = leaf(ca);
    const changed = Buffer.from(signer.certificate);
    changed[changed.indexOf('Alice')] = 0x61;
    expect(verdict(root, ca, { ...signer, certificate: changed })).toBe(NO_PATH);
  });

  it('past a certificate of the same name with another key', () => {
    const ca = authority();
    const other = authority({ key: ecKey('another') });
    const { evidence, world } = worldOf([root, ca, leaf(ca)]);
    evidence.material.certificates.unshift(other.certificate);
    expect(verdictOf(evidence, world)).toBe(PASSED);
  });

  it('to the anchor that counts when two authorities vouch for each other', () => {
    const [a, b] = [issue({ key: ecKey('a'), name: 'A' }), issue({ key: ecKey('b'), name: 'B' })];
    const aByB = issue({ key: ecKey('a'), name: 'A', issuer: b, ca: true });
    const bByA = issue({ key: ecKey('b'), name: 'B', issuer: a, ca: true });
    const signer = leaf(a);
    const material = { certificates: [aByB, bByA, a, b].map((one) => one.certificate), crls: [], ocsps: [] };
    const crls = [listOf(a), listOf(b)];
    const trust = (...anchors: Holder[]) => ({ trust: { crls, anchors: anchors.map((one) => ({ purpose: 'all' as const, certificate: one.certificate })) } }); // prettier-ignore
    expect(verdictOf(by(signer, { material }), trust())).toBe(NO_PATH);
    expect(verdictOf(by(signer, { material }), trust(b))).toBe(PASSED);
    expect(reportsFor(by(signer, { material }), trust(a))[0]!.facts.chain!.links).toHaveLength(1);
  });

  it('in bounded time where a hundred authorities of one name vouch for each other', () => {
    const key = ecKey('many');
    const many = Array.from({ length: 100 }, (_, i) => issue({ key: i % 2 === 0 ? key : ecKey(`many ${i}`), name: 'Many', issuer: issue({ key, name: 'Many' }), ca: true, serial: i + 2 })); // prettier-ignore
    const material = { certificates: many.map((one) => one.certificate), crls: [], ocsps: [] };
    const started = performance.now();
    expect(verdictOf(by(leaf(many[0]!), { material }), { trust: { anchors: [{ purpose: 'all', certificate: root.certificate }] } })).toBe(NO_PATH); // prettier-ignore
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('no longer than ten', () => {
    const chain = [root];
    for (let i = 0; i < 9; i++)
      chain.push(issue({ key: ecKey(`ca ${i}`), name: `CA ${i}`, issuer: chain.at(-1)!, ca: true }));
    expect(verdict(...chain, leaf(chain.at(-1)!))).toBe(PASSED);
    chain.push(issue({ key: ecKey('ca 9'), name: 'CA 9', issuer: chain.at(-1)!, ca: true }));
    expect(verdict(...chain, leaf(chain.at(-1)!))).toBe(NO_PATH);
  });
});
