import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { signedBytes } from '../../../src/core/signatures/cms/digests.js';
import { type Given, namesake, type Sibling, siblingAt, siblingOf, siblingWith } from '../../../src/core/signatures/given.js'; // prettier-ignore

const file = (name: string, text = name): Sibling => siblingOf(name, signedBytes(Buffer.from(text)));
const given = (name: string | null, ...others: string[]): Given => ({
  name,
  beside: others.map((one) => file(one)),
  certificates: () => [],
});
const at = (from: string | null, reference: string, ...others: string[]) =>
  siblingAt(given(from, ...others), reference)?.name ?? null;

describe('a relative reference', () => {
  it.each([
    ['beside it', 'sign.xml', 'a.pdf', 'a.pdf'],
    ['with a dot', 'sign.xml', './a.pdf', 'a.pdf'],
    ['in its own folder', 'one/sign.xml', 'a.pdf', 'one/a.pdf'],
    ['in the folder above', 'one/sign.xml', '../a.pdf', 'a.pdf'],
    ['in another folder', 'one/sign.xml', '../two/a.pdf', 'two/a.pdf'],
    ['percent-encoded', 'sign.xml', '%E5%90%88%E5%90%8C%20a.pdf', '合同 a.pdf'],
    ['with dots encoded', 'one/sign.xml', '%2e%2e/a.pdf', 'a.pdf'],
    ['with a percent sign of its own', 'sign.xml', '100%.pdf', '100%.pdf'],
    ['decomposed, of a name that is composed', 'sign.xml', 'e\u0301.pdf', '\u00e9.pdf'],
    ['composed, of a name that is decomposed', 'sign.xml', '%C3%A9.pdf', 'e\u0301.pdf'],
  ])('%s leads to the file', (_how, from, reference, name) => {
    expect(at(from, reference, name, 'other.pdf')).toBe(name);
  });

  const REFUSED = [
    '../../etc/passwd',
    '../a.pdf',
    '/a.pdf',
    '//host/a.pdf',
    '\\a.pdf',
    '..\\a.pdf',
    '%2e%2e%2fa.pdf',
    'x%5c..%5ca.pdf',
    'file:///a.pdf',
    'file:a.pdf',
    'http://host/a.pdf',
    'C:/a.pdf',
    'a.pdf#part',
    'a.pdf?query',
    'a.pdf%00',
    'a.pdf\0',
    'a.pdf\n',
    '',
    '.',
    'A.PDF',
    `${'./'.repeat(1_000_000)}a.pdf`,
    `${'x/../'.repeat(1_000)}a.pdf`,
  ];
  it.each(REFUSED.map((one) => [JSON.stringify(one.slice(0, 30)), one]))('%s leads nowhere', (_shown, reference) => {
    expect(at('sign.xml', reference, 'a.pdf', 'etc/passwd')).toBeNull();
  });

  it('to a name that two files have leads to neither', () => {
    expect(at('sign.xml', 'é.pdf', '\u00e9.pdf', 'e\u0301.pdf')).toBeNull();
  });

  it('of a file that is looked at alone begins at the top', () => {
    expect(at(null, 'one/a.pdf', 'one/a.pdf')).toBe('one/a.pdf');
  });
});

describe('the file that a signature is named after', () => {
  const called = (name: string | null, ...others: string[]) => {
    const found = namesake(given(name, ...others));
    return found && `${found.sibling.name}${found.exact ? '' : ' (perhaps)'}`;
  };

  it.each([
    ['a.pdf.p7s', ['a.pdf', 'b.pdf'], 'a.pdf'],
    ['a.pdf.p7s.tst', ['a.pdf', 'a.pdf.p7s'], 'a.pdf.p7s'],
    ['one/a.pdf.p7s', ['a.pdf', 'one/a.pdf'], 'one/a.pdf'],
    ['a.pdf.p7s.pem', ['a.pdf'], 'a.pdf'],
    ['a.p7s', ['a.pdf', 'b.pdf'], 'a.pdf (perhaps)'],
    ['a.p7s', ['a.pdf', 'a.tst'], 'a.pdf (perhaps)'],
    ['e\u0301.pdf.p7s', ['\u00e9.pdf'], '\u00e9.pdf'],
  ])('%s among %j is %s', (name, others, wanted) => {
    expect(called(name, ...others)).toBe(wanted);
  });

  it.each([
    ['a.p7s', ['a.pdf', 'a.xml']],
    ['a.pdf.p7s', ['\u00e9.pdf']],
    ['a.pdf.p7s', ['one/a.pdf']],
    ['a.pdf.p7s', ['a.pdf.p7s/b.pdf', 'a.pd']],
    ['.p7s', ['.pdf']],
    [null, ['a.pdf']],
  ])('%s among %j is not known', (name, others) => {
    expect(called(name, ...others)).toBeNull();
  });
});

describe('the file that has a digest', () => {
  const stated = (text: string, hash = 'sha256') => [{ hash, digest: createHash(hash).update(text).digest() }];

  it('is found by it, whatever it is called', async () => {
    for (const hash of ['sha1', 'sha256', 'sha512', 'sm3'])
      expect((await siblingWith(stated('b', hash), given('a.p7s', 'a', 'b')))?.name).toBe('b');
    expect(await siblingWith(stated('c'), given('a.p7s', 'a', 'b'))).toBeNull();
    expect(await siblingWith([], given('a.p7s', 'a', 'b'))).toBeNull();
  });

  it('is read once for each algorithm, and not at all for one that was measured', async () => {
    let read = 0;
    const chunks = () => (read++, [Buffer.from('b')]);
    const sha256 = stated('b')[0]!.digest.toString('hex');
    const beside = [siblingOf('b', { sizeBytes: 1, chunks }, { sha256 })];
    const among = { ...given('a.p7s'), beside };
    expect((await siblingWith(stated('b'), among))?.name).toBe('b');
    expect(read).toBe(0);
    for (let i = 0; i < 3; i++) expect((await siblingWith(stated('b', 'sha1'), among))?.name).toBe('b');
    expect(read).toBe(1);
  });

  it('is looked for in fifty files, the one that the signature is named after first', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `f${i}`);
    expect((await siblingWith(stated('f49'), given('x.p7s', ...many)))?.name).toBe('f49');
    expect(await siblingWith(stated('f50'), given('x.p7s', ...many))).toBeNull();
    expect((await siblingWith(stated('f59'), given('f59.p7s', ...many)))?.name).toBe('f59');
  });

  it('is not read past four GiB in all', async () => {
    let readBytes = 0;
    const large = (name: string, sizeBytes: number) =>
      siblingOf(name, { sizeBytes, chunks: () => ((readBytes += sizeBytes), [Buffer.from(name)]) });
    const beside = [large('a', 3 * 1024 ** 3), large('b', 2 * 1024 ** 3), large('c', 1024 ** 3)];
    const among = { ...given('x.p7s'), beside };
    expect(await siblingWith(stated('b'), among)).toBeNull();
    expect((await siblingWith(stated('c'), among))?.name).toBe('c');
    expect(readBytes).toBe(4 * 1024 ** 3);
  });
});
