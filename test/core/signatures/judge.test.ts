import { describe, expect, it } from '@jest/globals';
import { EKU, issue } from '../../../scripts/pki/certificates.mjs';
import { ecKey, rsaKey } from '../../../scripts/pki/keys.mjs';
import { type AlgorithmUse, notChecked, wrong } from '../../../src/core/signatures/facts.js';
import { type Evidence } from '../../../src/core/signatures/evidence.js';
import { judge } from '../../../src/core/signatures/judge.js';
import {
  answerOf,
  by,
  ca,
  listOf,
  LISTS,
  NOW,
  reportsFor,
  root,
  signer,
  stamp,
  THEN,
  tsa,
  verdictOf,
  type World,
} from './judged-world.js';

const ended = issue({ key: ecKey('bob'), name: 'Bob', issuer: ca, until: '2026-02-01T00:00:00Z' });
const before = { thisUpdate: '2025-12-15T00:00:00Z', nextUpdate: '2026-01-15T00:00:00Z' };
const old = [listOf(root, [], before), listOf(ca, [], before)];
const revoked = (at: string, reason?: number) => ({ crls: [LISTS[0]!, listOf(ca, [{ serial: signer.serial, at, ...(reason === undefined ? {} : { reason }) }])] }); // prettier-ignore

describe('a verdict is that of EN 319 102-1', () => {
  it('passes where everything holds, and says what it rests on', () => {
    const [report] = reportsFor(by(signer));
    expect(report).toMatchObject({
      verdict: 'TOTAL_PASSED',
      subIndication: null,
      integrity: 'intact',
      policy: 'etsi/1',
    });
    expect(report!.facts.strength).toEqual({ is: 'right' });
    expect(report!.facts.chain).toMatchObject({
      check: { is: 'right' },
      anchor: { subject: 'CN=Test root,O=Dantao test,C=CN' },
      links: [
        { subject: 'CN=Alice,O=Dantao test,C=CN', check: { is: 'right' }, revocation: { status: 'good', source: { kind: 'crl', from: 'snapshot' } } }, // prettier-ignore
        { subject: 'CN=Test CA,O=Dantao test,C=CN', check: { is: 'right' }, revocation: { status: 'good' } },
      ],
    });
  });

  it.each<[string, Evidence, World, string]>([
    ['a certificate that is not valid yet', by(issue({ key: ecKey('bob'), name: 'Bob', issuer: ca, from: '2026-04-01T00:00:00Z' })), {}, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['a certificate that has ended', by(ended), {}, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'],
    ['no anchor at all', by(signer), { trust: { anchors: [] } }, 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND'],
    ['an anchor of another world', by(signer), { trust: { anchors: [{ purpose: 'all', certificate: issue({ key: rsaKey('other'), name: 'Test root' }).certificate }] } }, 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND'], // prettier-ignore
    ['an anchor for time-stamps', by(signer), { trust: { purpose: 'timestamp' } }, 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND'], // prettier-ignore
    ['an anchor for signatures', by(signer), { trust: { purpose: 'signature' } }, 'TOTAL_PASSED'],
    ['the certificate between left out', by(signer, { material: { certificates: [], crls: [], ocsps: [] } }), {}, 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND'], // prettier-ignore
    ['the certificate between in the snapshot', by(signer, { material: { certificates: [], crls: [], ocsps: [] } }), { trust: { certificates: [ca.certificate] } }, 'TOTAL_PASSED'], // prettier-ignore
    ['the signer itself as anchor', by(signer), { trust: { anchors: [{ purpose: 'all', certificate: signer.certificate }], crls: [] } }, 'TOTAL_PASSED'], // prettier-ignore
    ['no revocation data', by(signer), { trust: { crls: [] } }, 'INDETERMINATE/TRY_LATER'],
    ['no revocation data of the authority', by(signer), { trust: { crls: [LISTS[1]!] } }, 'INDETERMINATE/TRY_LATER'],
    ['revocation data that is too old', by(signer), { trust: { crls: old } }, 'INDETERMINATE/TRY_LATER'],
    ['a revoked certificate', by(signer), { trust: revoked('2026-02-01T00:00:00Z') }, 'INDETERMINATE/REVOKED_NO_POE'],
    ['a revocation yet to come', by(signer), { trust: revoked('2026-04-01T00:00:00Z') }, 'TOTAL_PASSED'],
    ['a revoked authority', by(signer), { trust: { crls: [listOf(root, [{ serial: ca.serial, at: THEN }]), LISTS[1]!] } }, 'INDETERMINATE/REVOKED_CA_NO_POE'], // prettier-ignore
    ['a policy nobody knows', by(signer), { policy: 'mine' }, 'INDETERMINATE/POLICY_PROCESSING_ERROR'],
    ['a key without a certificate', by(null), {}, 'INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND'],
    ['digests that are wrong', by(signer, { digests: wrong('changed') }), {}, 'TOTAL_FAILED/HASH_FAILURE'],
    ['a value that is wrong', by(signer, { value: wrong('changed') }), {}, 'TOTAL_FAILED/SIG_CRYPTO_FAILURE'],
    ['another document', by(signer, { document: wrong('wrapped') }), {}, 'TOTAL_FAILED/FORMAT_FAILURE'],
    ['content that is not there', by(signer, { digests: notChecked('needs-content: x') }), {}, 'INDETERMINATE/SIGNED_DATA_NOT_FOUND'], // prettier-ignore
    ['a value nobody looked at', by(signer, { value: notChecked('too long') }), {}, 'INDETERMINATE'],
  ])('%s', (_, evidence, world, verdict) => expect(verdictOf(evidence, world)).toBe(verdict));

  it('never lets trust change what is said of integrity', () => {
    for (const world of [
      { trust: { anchors: [] } },
      { trust: { crls: [] } },
      { trust: revoked(THEN) },
      { at: '2040-01-01T00:00:00Z' },
    ]) {
      expect(reportsFor(by(signer), world)[0]!.integrity).toBe('intact');
      expect(reportsFor(by(signer, { value: wrong('x') }), world)[0]!.integrity).toBe('broken');
      expect(reportsFor(by(signer, { document: notChecked('x') }), world)[0]!.integrity).toBe('unknown');
    }
  });

  it('is the same for the same evidence, snapshot, time and policy, whatever was judged before', () => {
    const evidence = by(ended, { timestamps: [stamp(THEN)] });
    const first = JSON.stringify(reportsFor(evidence));
    reportsFor(by(signer), { trust: { crls: old } });
    expect(JSON.stringify(reportsFor(evidence))).toBe(first);
  });

  it('says nothing of signers without a context', () => {
    const [report] = judge([by(signer, { coverage: { extent: 'partial', covers: [], outside: [] } })], null);
    expect(report).toMatchObject({
      verdict: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      integrity: 'intact',
    });
    expect(report!.facts.chain).toBeNull();
    expect(report!.reason).toContain('as far as it covers the document');
  });
});

describe('a time-stamp proves that a signature existed', () => {
  const trust = { trust: { crls: [...LISTS, ...old] } };

  it.each<[string, Evidence, World, string]>([
    ['saves a certificate that has ended', by(ended, { timestamps: [stamp(THEN)] }), trust, 'TOTAL_PASSED'],
    ['does not when it came after the end', by(ended, { timestamps: [stamp('2026-02-02T00:00:00Z')] }), trust, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['shows that the certificate was not valid yet', by(issue({ key: ecKey('bob'), name: 'Bob', issuer: ca, from: '2026-01-02T00:00:00Z' }), { timestamps: [stamp(THEN)] }), trust, 'TOTAL_FAILED/NOT_YET_VALID'], // prettier-ignore
    ['saves what was revoked later', by(signer, { timestamps: [stamp(THEN)] }), { trust: revoked('2026-02-01T00:00:00Z') }, 'TOTAL_PASSED'], // prettier-ignore
    ['does not save what was revoked before', by(signer, { timestamps: [stamp('2026-02-02T00:00:00Z')] }), { trust: revoked('2026-02-01T00:00:00Z') }, 'INDETERMINATE/REVOKED_NO_POE'], // prettier-ignore
    ['over the content shows that it was signed after the revocation', by(signer, { timestamps: [stamp('2026-02-02T00:00:00Z', { over: 'content' })] }), { trust: revoked('2026-02-01T00:00:00Z') }, 'TOTAL_FAILED/REVOKED'], // prettier-ignore
    ['over the content shows nothing of a revocation after it', by(signer, { timestamps: [stamp(THEN, { over: 'content' })] }), { trust: revoked('2026-02-01T00:00:00Z') }, 'INDETERMINATE/REVOKED_NO_POE'], // prettier-ignore
    ['over the content shows that it was signed after the end', by(ended, { timestamps: [stamp('2026-02-02T00:00:00Z', { over: 'content' })] }), trust, 'TOTAL_FAILED/EXPIRED'], // prettier-ignore
    ['over references alone proves nothing of the signature', by(ended, { timestamps: [stamp(THEN, { over: 'references' })] }), trust, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['proves nothing when its imprint is wrong', by(ended, { timestamps: [stamp(THEN, { digests: wrong('x') })] }), trust, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['proves nothing when its value is wrong', by(ended, { timestamps: [stamp(THEN, { value: wrong('x') })] }), trust, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['proves nothing by a signer that is no authority', by(ended, { timestamps: [stamp(THEN, { holder: signer })] }), trust, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['proves nothing when nobody trusts it', by(ended, { timestamps: [stamp(THEN)] }), { trust: { ...trust.trust, purpose: 'signature' as const } }, 'INDETERMINATE/OUT_OF_BOUNDS_NO_POE'], // prettier-ignore
    ['can not be older than what it is over', by(signer, { timestamps: [stamp('2026-02-02T00:00:00Z', { over: 'content' }), stamp(THEN)] }), {}, 'INDETERMINATE/TIMESTAMP_ORDER_FAILURE'], // prettier-ignore
  ])('%s', (_, evidence, world, verdict) => expect(verdictOf(evidence, world)).toBe(verdict));

  it('is told with the time it proves, and judged beside', () => {
    const [signature, stamped] = reportsFor(by(ended, { timestamps: [stamp(THEN)] }), trust);
    expect(signature!.facts.provenAt).toEqual({ time: THEN, by: `t ${THEN}` });
    expect(signature!.facts.chain!.at).toBe(THEN);
    expect(stamped).toMatchObject({ kind: 'timestamp', of: 's', verdict: 'TOTAL_PASSED' });
  });

  it('has a certificate for time-stamping alone, marked critical', () => {
    const authority = (more: object) => issue({ key: ecKey('tsa'), name: 'TSA 2', issuer: ca, eku: [EKU.timeStamping], ekuCritical: true, ...more }); // prettier-ignore
    expect(verdictOf(stamp(THEN, { holder: authority({}) }))).toBe('TOTAL_PASSED');
    for (const more of [
      { eku: undefined },
      { eku: [EKU.codeSigning] },
      { eku: [EKU.timeStamping, EKU.codeSigning] },
      { ekuCritical: false },
      { usage: ['keyEncipherment'] },
    ])
      // prettier-ignore
      expect(verdictOf(stamp(THEN, { holder: authority(more) }))).toBe('INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE');
  });

  it('in the future proves nothing', () => {
    expect(verdictOf(stamp('2026-03-17T09:17:00Z'))).toBe('TOTAL_PASSED');
    expect(verdictOf(stamp('2026-03-18T00:00:00Z'))).toBe('INDETERMINATE/SIG_CONSTRAINTS_FAILURE');
  });

  it('whose own certificate has ended is carried by a younger one that is over it', () => {
    const oldTsa = issue({ key: ecKey('old tsa'), name: 'Old TSA', issuer: ca, eku: [EKU.timeStamping], ekuCritical: true, until: '2026-02-01T00:00:00Z' }); // prettier-ignore
    const first = stamp(THEN, { id: 'first', holder: oldTsa });
    const archive = (evidence: string[]) => stamp('2026-01-20T00:00:00Z', { id: 'archive', over: 'archive', proves: { evidence, material: [] } }); // prettier-ignore
    const world = { trust: { crls: [...LISTS, listOf(ca, [], { thisUpdate: '2026-01-10T00:00:00Z', nextUpdate: '2026-02-10T00:00:00Z' })] } }; // prettier-ignore
    const verdicts = (evidence: string[]) => reportsFor(by(ended, { timestamps: [first, archive(evidence)] }), world).map((one) => one.verdict); // prettier-ignore
    expect(verdicts(['first'])).toEqual(['TOTAL_PASSED', 'TOTAL_PASSED', 'TOTAL_PASSED']);
    expect(verdicts([])).toEqual(['TOTAL_PASSED', 'INDETERMINATE', 'TOTAL_PASSED']);
    expect(reportsFor(by(ended, { timestamps: [first] }), world).map((one) => one.verdict)).toEqual(['INDETERMINATE', 'INDETERMINATE']); // prettier-ignore
  });

  it('over a document proves the signatures it names, and no other', () => {
    const [a, b] = [by(ended, { id: 'a' }), by(ended, { id: 'b' })];
    const document = stamp(THEN, {
      id: 'doc',
      container: 'pdf',
      over: 'document',
      proves: { evidence: ['a'], material: [] },
    });
    const reports = reportsFor([a, b, document], trust);
    expect(reports.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'a TOTAL_PASSED',
      'b INDETERMINATE',
      'doc TOTAL_PASSED',
    ]);
  });
});

describe('algorithms are trusted until a day', () => {
  const use = (digest: string, key: AlgorithmUse['key']): AlgorithmUse => ({ name: 'x', id: '1.2.3', digest, key });
  const rsa = (bits: number): AlgorithmUse['key'] => ({ type: 'rsa', bits, curve: null });
  const sm2: AlgorithmUse['key'] = { type: 'sm2', bits: 256, curve: '1.2.156.10197.1.301' };

  it.each([
    ['SHA-256 with RSA of 3072 bits', use('sha256', rsa(3072)), 'TOTAL_PASSED'],
    ['SHA-1', use('sha1', rsa(3072)), 'INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
    ['MD5', use('md5', rsa(3072)), 'INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
    ['RSA of 1024 bits', use('sha256', rsa(1024)), 'INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
    ['RSA of 512 bits', use('sha256', rsa(512)), 'INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE'],
    ['a curve that is on no list', use('sha256', { type: 'ec', bits: 256, curve: 'secp256k1' }), 'INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE'], // prettier-ignore
    ['SM2 with SM3, by the policy of its container', use('sm3', sm2), 'TOTAL_PASSED'],
    ['an algorithm nobody knows', null, 'INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE'],
  ])('%s', (_, algorithm, verdict) => expect(verdictOf(by(signer, { algorithm }))).toBe(verdict));

  it('under the policy that is asked for', () => {
    const evidence = by(signer, { algorithm: use('sm3', sm2) });
    expect(reportsFor(evidence)[0]!.policy).toBe('cn-gm/1');
    expect(verdictOf(evidence, { policy: 'etsi' })).toBe('INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE');
    expect(reportsFor(by(signer, { container: 'ofd' }))[0]!.policy).toBe('cn-gm/1');
  });

  it('and a time-stamp of that time saves what has ended since', () => {
    const top = issue({ key: ecKey('root', 'P-384'), name: 'EC root' });
    const [holder, authority] = [issue({ key: ecKey('alice'), name: 'Alice', issuer: top }), issue({ key: ecKey('tsa'), name: 'TSA', issuer: top, eku: [EKU.timeStamping], ekuCritical: true })]; // prettier-ignore
    const evidence = by(holder, {
      algorithm: use('sha224', rsa(2048)),
      timestamps: [stamp(THEN, { holder: authority })],
    });
    const list = listOf(top, [], { thisUpdate: '2029-03-01T00:00:00Z', nextUpdate: '2029-06-01T00:00:00Z' });
    const world: World = { at: '2029-03-17T00:00:00Z', trust: { anchors: [{ purpose: 'all', certificate: top.certificate }], crls: [list] } }; // prettier-ignore
    expect(verdictOf(evidence, world)).toBe('TOTAL_PASSED');
    expect(verdictOf({ ...evidence, timestamps: [] }, world)).toBe('INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
  });
});

describe('a seal', () => {
  const maker = issue({ key: ecKey('maker'), name: 'Maker', issuer: ca });
  const seal = (more: object = {}) => {
    const material = { certificates: [ca.certificate], crls: [], ocsps: [] };
    const made = { maker: by(maker).signer!, value: { is: 'right' as const }, validFrom: '2025-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z', ...more }; // prettier-ignore
    return by(signer, { kind: 'seal', container: 'ofd', material, seal: made, claimedTime: THEN });
  };
  const anchors = (...purposes: ('seal' | 'seal-maker' | 'timestamp' | 'signature')[]) => ({ trust: { anchors: purposes.map((purpose) => ({ purpose, certificate: root.certificate })) } }); // prettier-ignore

  it('needs an anchor for its signer and one for its maker', () => {
    expect(verdictOf(seal(), anchors('seal', 'seal-maker'))).toBe('TOTAL_PASSED');
    expect(verdictOf(seal(), anchors('signature', 'seal-maker'))).toBe('TOTAL_PASSED');
    expect(verdictOf(seal(), anchors('seal'))).toBe('INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND');
    expect(verdictOf(seal(), anchors('seal-maker', 'timestamp'))).toBe('INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND');
    expect(reportsFor(seal())[0]!.facts.sealMaker).toMatchObject({ signer: { subject: 'CN=Maker,O=Dantao test,C=CN' }, chain: { check: { is: 'right' } } }); // prettier-ignore
  });

  it('counts within its own period', () => {
    expect(verdictOf(seal())).toBe('TOTAL_PASSED');
    expect(verdictOf(seal({ validUntil: '2025-06-01T00:00:00Z' }))).toBe('INDETERMINATE/SIG_CONSTRAINTS_FAILURE');
    expect(verdictOf(seal({ validFrom: '2026-02-01T00:00:00Z' }))).toBe('INDETERMINATE/SIG_CONSTRAINTS_FAILURE');
    expect(verdictOf(seal({ validUntil: '2026-02-01T00:00:00Z' }))).toBe('INDETERMINATE/OUT_OF_BOUNDS_NO_POE');
    // A period that nobody can read is no period without an end.
    for (const more of [{ validFrom: null }, { validUntil: null }])
      expect(verdictOf(seal(more))).toBe('INDETERMINATE/SIG_CONSTRAINTS_FAILURE');
    const stamped = { ...seal({ validUntil: '2026-02-01T00:00:00Z' }), timestamps: [stamp('2026-01-02T00:00:00Z')] };
    expect(verdictOf(stamped)).toBe('TOTAL_PASSED');
  });
});

it('OCSP and CRL both speak; the newest word of a hold counts, a revocation is for ever', () => {
  const good = answerOf(signer, { producedAt: '2026-03-10T00:00:00Z' });
  expect(verdictOf(by(signer), { trust: { crls: [LISTS[0]!], ocsps: [good] } })).toBe('TOTAL_PASSED');
  expect(verdictOf(by(signer), { trust: { ...revoked(THEN, 6), ocsps: [good] } })).toBe('TOTAL_PASSED');
  expect(verdictOf(by(signer), { trust: { ...revoked(THEN, 1), ocsps: [good] } })).toBe('INDETERMINATE/REVOKED_NO_POE');
  expect(verdictOf(by(signer), { trust: revoked(THEN, 6) })).toBe('INDETERMINATE/REVOKED_NO_POE');
  expect(NOW > THEN && tsa.serial !== signer.serial).toBe(true);
});
