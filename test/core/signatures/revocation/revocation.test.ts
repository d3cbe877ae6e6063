import { describe, expect, it } from '@jest/globals';
import {
  type Extension,
  EKU,
  extension as encoded,
  type Holder,
  type Issue,
  issue,
} from '../../../../scripts/pki/certificates.mjs';
import * as der from '../../../../scripts/pki/der.mjs';
import { ecKey } from '../../../../scripts/pki/keys.mjs';
import { crl } from '../../../../scripts/pki/revocation.mjs';
import {
  answerOf,
  by,
  ca,
  extension,
  listOf,
  LISTS,
  reportsFor,
  root,
  signer,
  stamp,
  tsa,
  verdictOf,
  type World,
} from '../judged-world.js';

const PASSED = 'TOTAL_PASSED';
const LATER = 'INDETERMINATE/TRY_LATER';
const REVOKED = 'INDETERMINATE/REVOKED_NO_POE';
const TIMES = { thisUpdate: '2026-03-01T00:00:00Z', nextUpdate: '2026-06-01T00:00:00Z' };
const AT = '2026-02-01T00:00:00Z';

/** The authority's own state is never in question. */
const world = (more: World['trust']): World => ({ trust: { ...more, crls: [LISTS[0]!, ...(more?.crls ?? [])] } });
const withList = (list: Buffer, holder = signer) => verdictOf(by(holder), world({ crls: [list] }));
const withAnswer = (...ocsps: Buffer[]) => verdictOf(by(signer), world({ ocsps }));
const why = (more: World['trust']) => reportsFor(by(signer), world(more))[0]!.facts.chain!.links[0]!.revocation;

const scope = (...parts: Buffer[]) => extension('2.5.29.28', der.sequence(...parts), true);
const yes = (number: number) => der.element(0x80 | number, Buffer.from([0xff]));
const uri = (text: string) => der.element(0x86, Buffer.from(text, 'latin1'));
const point = (text: string) => der.explicit(0, der.explicit(0, uri(text)));
const list = (extensions: Extension[], revoked = false) => crl({ issuer: ca, ...TIMES, extensions, ...(revoked ? { revoked: [{ serial: signer.serial, at: AT }] } : {}) }); // prettier-ignore

describe('a revocation list', () => {
  it.each<[string, Buffer, string]>([
    ['that does not name the certificate', listOf(ca), PASSED],
    ['that names it', listOf(ca, [{ serial: signer.serial, at: AT }]), REVOKED],
    ['that names it as removed', listOf(ca, [{ serial: signer.serial, at: AT, reason: 8 }]), PASSED],
    ['that names another', listOf(ca, [{ serial: signer.serial + 1, at: AT }]), PASSED],
    ['that has ended', listOf(ca, [], { nextUpdate: '2026-03-02T00:00:00Z' }), LATER],
    ['that names no end, and is a month old', crl({ issuer: ca, thisUpdate: '2026-02-17T00:00:00Z' }), LATER],
    ['that names no end, and is of today', crl({ issuer: ca, thisUpdate: '2026-03-17T00:00:00Z' }), PASSED],
    ['of tomorrow', listOf(ca, [], { thisUpdate: '2026-03-18T12:00:00Z' }), LATER],
    ['by another key', listOf({ ...ca, key: ecKey('forger') }), LATER],
    ['by another authority', listOf(root), LATER],
    ['with an unknown critical extension', list([extension('1.2.3.4', der.nil(), true)]), LATER],
    ['that is a delta', list([extension('2.5.29.27', der.integer(1), true)]), LATER],
    ['for end entities', list([scope(yes(1))]), PASSED],
    ['for authorities', list([scope(yes(2))]), LATER],
    ['for attribute certificates', list([scope(yes(5))]), LATER],
    ['of another distribution point', list([scope(point('http://other.test/x'))]), LATER],
    ['for some reasons, which does not say good', list([scope(der.element(0x83, Buffer.from('0640', 'hex')))]), LATER],
    ['for some reasons, which says revoked', list([scope(der.element(0x83, Buffer.from('0640', 'hex')))], true), REVOKED], // prettier-ignore
    ['with a scope that can not be read', list([extension('2.5.29.28', Buffer.from('3003', 'hex'), true)]), LATER],
  ])('%s', (_, bytes, verdict) => expect(withList(bytes)).toBe(verdict));

  it('of the distribution point that the certificate names', () => {
    const holder = issue({ key: ecKey('alice'), name: 'Alice', issuer: ca, crlUrl: 'http://ca.test/x' });
    expect(withList(list([scope(point('http://ca.test/x'))]), holder)).toBe(PASSED);
    expect(withList(list([scope(point('http://ca.test/y'))]), holder)).toBe(LATER);
    expect(withList(list([scope(der.explicit(0, der.explicit(0, uri('http://ca.test/y'), uri('http://ca.test/x'))))]), holder)).toBe(PASSED); // prettier-ignore
  });

  it('says nothing good of a certificate that ended before it, unless it keeps those', () => {
    const ended = issue({ key: ecKey('bob'), name: 'Bob', issuer: ca, until: '2026-02-01T00:00:00Z' });
    const stamped = by(ended, { timestamps: [stamp('2026-01-01T00:00:00Z')] });
    const keeps = list([extension('2.5.29.60', der.generalizedTime('20200101000000Z'))]);
    // The authority of time-stamps is not in question here either.
    const ofStamps = answerOf(tsa);
    expect(verdictOf(stamped, world({ crls: [listOf(ca)], ocsps: [ofStamps] }))).toBe('INDETERMINATE/TRY_LATER');
    expect(verdictOf(stamped, world({ crls: [keeps], ocsps: [ofStamps] }))).toBe(PASSED);
  });

  it('tells when a compromised key was last its holder’s', () => {
    const entry = der.sequence(der.integer(signer.serial), der.time('2026-03-01T00:00:00Z'), der.sequence(encoded('2.5.29.21', false, der.enumerated(1)), encoded('2.5.29.24', false, der.generalizedTime('20251201000000Z')))); // prettier-ignore
    const bytes = handMade(ca, [entry]);
    const stamped = by(signer, { timestamps: [stamp('2026-01-01T00:00:00Z')] });
    expect(verdictOf(stamped, world({ crls: [listOf(ca, [{ serial: signer.serial, at: '2026-03-01T00:00:00Z', reason: 1 }])] }))).toBe(PASSED); // prettier-ignore
    expect(verdictOf(stamped, world({ crls: [bytes] }))).toBe(REVOKED);
  });

  it('that is a delta takes away what its base says, and gives nothing', () => {
    const delta = (revoked: boolean) => list([extension('2.5.29.27', der.integer(1), true)], revoked);
    const both = (one: Buffer, base = listOf(ca)) => verdictOf(by(signer), world({ crls: [base, one] }));
    expect(both(delta(false))).toBe(PASSED);
    expect(both(delta(true))).toBe(REVOKED);
    // A hold stands until a list that is whole says otherwise.
    const hold = listOf(ca, [{ serial: signer.serial, at: AT, reason: 6 }], { thisUpdate: '2026-02-20T00:00:00Z' });
    expect(both(delta(false), hold)).toBe(REVOKED);
  });

  it('by a second key of the authority counts as long as that one is not revoked', () => {
    const second = issue({ key: ecKey('crl key'), name: ca.name, issuer: root, usage: ['cRLSign'] });
    const asked = (...ofRoot: Buffer[]) =>
      verdictOf(by(signer), { trust: { crls: [...ofRoot, listOf(second)], certificates: [second.certificate] } });
    expect(asked(LISTS[0]!)).toBe(PASSED);
    expect(asked(listOf(root, [{ serial: second.serial, at: AT }]))).toBe(LATER);
  });

  it('of the authority does not stand in for the issuer that the certificate names for its point', () => {
    const other = issue({ key: ecKey('crl issuer'), name: 'CRL issuer', issuer: root, usage: ['cRLSign'] });
    const pointed = (...issuer: Buffer[]) =>
      issue({
        key: ecKey('alice'),
        name: 'Alice',
        issuer: ca,
        extensions: [extension('2.5.29.31', der.sequence(der.sequence(point('http://x.test/'), ...issuer)))],
      });
    const scoped = list([scope(point('http://x.test/'), yes(4))]);
    expect(withList(scoped, pointed())).toBe(PASSED);
    expect(withList(scoped, pointed(der.explicit(2, der.explicit(4, other.name))))).toBe(LATER);
  });

  it('with an entry that is not understood gives no status of that certificate', () => {
    const entry = (serial: number) => der.sequence(der.integer(serial), der.time(AT), der.sequence(encoded('1.2.3.4', true, der.nil()))); // prettier-ignore
    expect(withList(handMade(ca, [entry(signer.serial)]))).toBe(LATER);
    expect(withList(handMade(ca, [entry(signer.serial + 1)]))).toBe(PASSED);
  });

  it('may be by another who is trusted for it and named in the certificate', () => {
    const other = issue({ key: ecKey('crl issuer'), name: 'CRL issuer', issuer: root, usage: ['cRLSign'] });
    const named = extension('2.5.29.31', der.sequence(der.sequence(point('http://x.test/'), der.explicit(2, der.explicit(4, other.name))))); // prettier-ignore
    const holder = issue({ key: ecKey('alice'), name: 'Alice', issuer: ca, extensions: [named] });
    const entry = (of: Holder | null, serial: number) => der.sequence(der.integer(serial), der.time(AT), ...(of ? [der.sequence(encoded('2.5.29.29', true, der.sequence(der.explicit(4, of.name))))] : [])); // prettier-ignore
    const indirect = (...entries: Buffer[]) => handMade(other, entries, [encoded('2.5.29.28', true, der.sequence(point('http://x.test/'), yes(4)))]); // prettier-ignore
    const asked = (bytes: Buffer, more: Issue | null = null) => verdictOf(by(more ? issue(more) : holder), world({ crls: [bytes], certificates: [other.certificate] })); // prettier-ignore
    expect(asked(indirect())).toBe(PASSED);
    expect(asked(indirect(entry(ca, holder.serial)))).toBe(REVOKED);
    // The issuer of an entry stands until the next is named; without one it is the issuer of the list.
    expect(asked(indirect(entry(ca, 99), entry(null, holder.serial)))).toBe(REVOKED);
    expect(asked(indirect(entry(null, holder.serial)))).toBe(PASSED);
    expect(asked(indirect(entry(root, holder.serial)))).toBe(PASSED);
    // Of a certificate that does not name its issuer it says nothing.
    expect(asked(indirect(), { key: ecKey('alice'), name: 'Alice', issuer: ca })).toBe(LATER);
  });
});

describe('an OCSP response', () => {
  const responderOf = (more: Partial<Issue> = {}) => issue({ key: ecKey('ocsp'), name: 'Responder', issuer: ca, eku: [EKU.ocspSigning], extensions: [extension('1.3.6.1.5.5.7.48.1.5', der.nil())], ...more }); // prettier-ignore
  const by2 = (responder: Holder, more: Parameters<typeof answerOf>[1] = {}) => answerOf(signer, { responder, certificates: [responder], ...more }); // prettier-ignore

  it.each<[string, Buffer, string]>([
    ['by the issuer', answerOf(signer), PASSED],
    ['by the issuer, named by its key', answerOf(signer, { byKey: true }), PASSED],
    ['with names digested by SHA-256', answerOf(signer, { hash: 'sha256' }), PASSED],
    ['without the frame around it', answerOf(signer, { basic: true }), PASSED],
    ['that says revoked', answerOf(signer, { status: { revokedAt: AT, reason: 4 } }), REVOKED],
    ['that says unknown', answerOf(signer, { status: 'unknown' }), LATER],
    ['about another certificate', answerOf(ca, { responder: root, issuer: root }), LATER],
    ['that has ended', answerOf(signer, { nextUpdate: '2026-03-02T00:00:00Z' }), LATER],
    ['of tomorrow', answerOf(signer, { producedAt: '2026-03-18T12:00:00Z' }), LATER],
    ['by another key', answerOf(signer, { responder: { ...ca, key: ecKey('forger') }, issuer: ca }), LATER],
    ['with an unknown critical extension', answerOf(signer, { extensions: [extension('1.2.3.4', der.nil(), true)] }), LATER], // prettier-ignore
    ['by one whom the issuer named', by2(responderOf()), PASSED],
    ['by the same, by key', by2(responderOf(), { byKey: true }), PASSED],
    ['by one with a certificate for something else', by2(responderOf({ eku: [EKU.codeSigning] })), LATER],
    ['by one with a certificate for nothing', by2(responderOf({ eku: undefined! })), LATER],
    ['by one whom another authority named', by2(responderOf({ issuer: root })), LATER],
    ['by one whose certificate has ended', by2(responderOf({ until: '2026-03-10T00:00:00Z' })), PASSED],
    ['by one whose certificate had ended', by2(responderOf({ until: '2026-02-10T00:00:00Z' })), LATER],
    ['by one whose state nobody knows', by2(responderOf({ extensions: [] })), LATER],
  ])('%s', (_, bytes, verdict) => expect(withAnswer(bytes)).toBe(verdict));

  it('by one whose state another list knows', () => {
    const responder = responderOf({ extensions: [] });
    const lists = (revoked: boolean) => [listOf(ca, [{ serial: signer.serial + 500, at: AT }, ...(revoked ? [{ serial: responder.serial, at: AT }] : [])])]; // prettier-ignore
    // The list itself speaks of the signer too: only what it says of the responder is in question.
    const source = (revoked: boolean) => why({ ocsps: [by2(responder, { producedAt: '2026-03-10T00:00:00Z' })], crls: lists(revoked) }).source?.kind; // prettier-ignore
    expect(source(false)).toBe('ocsp');
    expect(source(true)).toBe('crl');
  });

  it('of a responder that has ended counts where it is proven to be older, or vouched for', () => {
    const responder = responderOf({ until: '2026-03-10T00:00:00Z' });
    const bytes = by2(responder);
    const evidence = (...timestamps: ReturnType<typeof stamp>[]) => by(signer, { timestamps, material: { certificates: [ca.certificate], crls: [], ocsps: [bytes] } }); // prettier-ignore
    const ofStamps = world({ ocsps: [answerOf(tsa)] });
    const archive = (material: Buffer[], time = '2026-03-05T00:00:00Z') => stamp(time, { over: 'archive', proves: { evidence: [], material } }); // prettier-ignore
    expect(verdictOf(evidence(), ofStamps)).toBe('INDETERMINATE/REVOCATION_OUT_OF_BOUNDS_NO_POE');
    expect(verdictOf(evidence(archive([])), ofStamps)).toBe('INDETERMINATE/REVOCATION_OUT_OF_BOUNDS_NO_POE');
    expect(verdictOf(evidence(archive([bytes])), ofStamps)).toBe(PASSED);
    expect(verdictOf(evidence(archive([bytes], '2026-03-12T00:00:00Z')), ofStamps)).toBe('INDETERMINATE/REVOCATION_OUT_OF_BOUNDS_NO_POE'); // prettier-ignore
    expect(verdictOf(by(signer), world({ ocsps: [bytes] }))).toBe(PASSED);
  });

  it('keeps its own circle: a responder can not vouch for itself', () => {
    const responder = responderOf({ extensions: [] });
    const self = answerOf(responder, { responder, certificates: [responder] });
    expect(withAnswer(by2(responder), self)).toBe(LATER);
  });
});

it('what says of itself that nobody publishes its revocation needs none', () => {
  for (const oid of ['2.5.29.56', '0.4.0.194121.2.1']) {
    const holder = issue({ key: ecKey('alice'), name: 'Alice', issuer: ca, extensions: [extension(oid, der.nil())] });
    expect(verdictOf(by(holder), world({}))).toBe(PASSED);
  }
});

function handMade(issuer: Holder, entries: Buffer[], extensions: Buffer[] = []): Buffer {
  const body = der.sequence(
    der.integer(1),
    issuer.key.algorithm,
    issuer.name,
    der.time(TIMES.thisUpdate),
    der.time(TIMES.nextUpdate),
    ...(entries.length > 0 ? [der.sequence(...entries)] : []),
    ...(extensions.length > 0 ? [der.explicit(0, der.sequence(...extensions))] : []),
  );
  return der.sequence(body, issuer.key.algorithm, der.bitString(issuer.key.sign(body)));
}
