import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { BufferSource } from '../../../src/core/byte-source.js';
import { type Finding } from '../../../src/core/finding.js';
import { DEFAULT_LIMITS } from '../../../src/core/formats/format.js';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { layZip } from '../../../src/core/package/zip-layout.js';
import { openZip } from '../../../src/core/zip.js';

/** An invoice of ours, sealed with a GB/T 38540 V4 seal by throw-away keys (scripts/seeds). */
const SEALED = join(import.meta.dirname, '../../../seeds/06-old-invoice-ofd-sealed/099001900104_00000001.ofd');
const SIGN = 'Doc_0/Signs/Sign_0';
type Files = Map<string, Buffer>;

let original: Files;
beforeAll(async () => {
  const findings: Finding[] = [];
  const archive = (await openZip(new BufferSource(await readFile(SEALED)), DEFAULT_LIMITS, findings))!;
  original = new Map();
  for (const entry of archive.entries) original.set(entry.name, (await archive.read(entry))!);
});

async function inspected(change: (files: Files) => void = () => undefined) {
  const files: Files = new Map([...original].map(([name, bytes]) => [name, Buffer.from(bytes)]));
  change(files);
  const { segments } = layZip(
    [...files].map(([name, content]) => ({ name, sizeBytes: content.length, crc32: crc32(content), content })),
  );
  const zip = Buffer.concat(segments.map((s) => ('bytes' in s ? s.bytes : Buffer.alloc(0))));
  const report = await inspectBytes(new BufferSource(zip));
  const codes = report.findings.map((f) => f.code).filter((code) => /^(OFD_S(EAL|IGN)|SIGNATURE)/.test(code));
  return { signature: report.signatures[0]!, codes, whole: report.facts.whole };
}

const edit = (path: string, from: string, to: string) => (files: Files) => {
  const text = files.get(path)!.toString();
  if (!text.includes(from)) throw new Error(`nothing to change in ${path}`);
  files.set(path, Buffer.from(text.replace(from, to)));
};

/** Flips one bit in the last byte: the end of a value. */
const flipEnd = (path: string) => (files: Files) => {
  const bytes = files.get(path)!;
  bytes[bytes.length - 1]! ^= 1;
};

describe('an OFD seal', () => {
  it('that is right in every part: intact, and nothing said of the signer', async () => {
    const { signature, codes } = await inspected();
    expect(codes).toEqual([]);
    expect(signature).toMatchObject({ verdict: 'INDETERMINATE', integrity: 'intact' });
    expect(signature.subIndication).toBe('NO_CERTIFICATE_CHAIN_FOUND');
    expect(signature.facts).toMatchObject({
      digests: { is: 'right' },
      value: { is: 'right' },
      coverage: { extent: 'whole', outside: [] },
      algorithm: 'SM3withSM2',
      claimedTime: '2020-11-05T02:00:00Z',
    });
  });

  it('a page changed after sealing: that page is named', async () => {
    const { signature, codes, whole } = await inspected(edit('Doc_0/Pages/Page_0/Content.xml', '示例', '事例'));
    expect(codes).toEqual(['OFD_SIGNED_FILE_CHANGED', 'OFD_SIGNATURE_UNCOVERED'].slice(0, 1));
    expect(signature).toMatchObject({ verdict: 'TOTAL_FAILED', integrity: 'broken' });
    expect(signature.subIndication).toBe('HASH_FAILURE');
    expect(signature.reason).toMatch(/Content\.xml/);
    // The file itself is whole: it was changed, not damaged.
    expect(whole).toBe('whole');
  });

  it('a page changed, and its digest in Signature.xml too: Signature.xml is not the one that was signed', async () => {
    const { signature, codes } = await inspected((files) => {
      const page = files.get('Doc_0/Pages/Page_0/Content.xml')!;
      const before = createHash('sm3').update(page).digest('base64');
      edit('Doc_0/Pages/Page_0/Content.xml', '示例', '事例')(files);
      const after = createHash('sm3').update(files.get('Doc_0/Pages/Page_0/Content.xml')!).digest('base64');
      edit(`${SIGN}/Signature.xml`, before, after)(files);
    });
    expect(codes).toContain('OFD_SIGNATURE_XML_CHANGED');
    expect(signature).toMatchObject({ verdict: 'TOTAL_FAILED', integrity: 'broken' });
  });

  it('another value', async () => {
    const { signature, codes } = await inspected(flipEnd(`${SIGN}/SignedValue.dat`));
    expect(codes).toContain('OFD_SIGNATURE_VALUE_WRONG');
    expect(signature).toMatchObject({ verdict: 'TOTAL_FAILED', integrity: 'broken' });
    expect(signature.subIndication).toBe('SIG_CRYPTO_FAILURE');
  });

  it('another seal shown than the one it was signed with', async () => {
    const { signature, codes } = await inspected(flipEnd(`${SIGN}/Seal.esl`));
    expect(codes).toContain('OFD_SEAL_DIFFERS');
    expect(signature.integrity).toBe('broken');
  });

  it('a value that is cut is not checked, and that is no pass', async () => {
    const { signature } = await inspected((files) => {
      const path = `${SIGN}/SignedValue.dat`;
      files.set(path, files.get(path)!.subarray(0, -10));
    });
    expect(signature).toMatchObject({ verdict: 'INDETERMINATE', integrity: 'unknown' });
    expect(signature.facts.value.is).toBe('not-checked');
  });

  it('a file taken out is a change', async () => {
    const { signature } = await inspected((files) => void files.delete('Doc_0/Attachs/original_invoice.xml'));
    expect(signature.integrity).toBe('broken');
  });

  it('a file put in is named as uncovered, and the coverage is partial', async () => {
    const { signature, codes } = await inspected((files) => files.set('Doc_0/Res/added.png', Buffer.from('x')));
    expect(codes).toEqual(['OFD_SIGNATURE_UNCOVERED']);
    expect(signature).toMatchObject({ integrity: 'intact', facts: { coverage: { extent: 'partial' } } });
    expect(signature.reason).toContain('as far as it covers the document');
  });

  it('a page that no seal covers is nobody’s word: unknown', async () => {
    const { signature } = await inspected((files) => {
      // Signature.xml no longer names the page; its digest is then wrong as well, so only the facts are looked at.
      const xml = files.get(`${SIGN}/Signature.xml`)!.toString();
      const without = xml.replace(/<(\w+:)?Reference FileRef="[^"]*Page_0\/Content\.xml".*?<\/(\w+:)?Reference>/s, '');
      expect(without).not.toBe(xml);
      files.set(`${SIGN}/Signature.xml`, Buffer.from(without));
    });
    expect(signature.integrity).toBe('broken');
    expect(signature.facts.coverage.extent).toBe('partial');
  });

  it('digests by a keyed or unknown method need their key: not checked', async () => {
    const { signature } = await inspected(edit(`${SIGN}/Signature.xml`, 'CheckMethod="', 'CheckMethod="9.9.'));
    expect(signature.facts.digests).toMatchObject({ is: 'wrong' });
    expect(signature.integrity).toBe('broken');
  });

  it('every byte of its value and of the seal counts', async () => {
    for (const path of [`${SIGN}/SignedValue.dat`, `${SIGN}/Signature.xml`])
      for (let at = 0; at < original.get(path)!.length; at += 13) {
        const { signature } = await inspected((files) => void (files.get(path)![at]! ^= 0x20));
        expect([path, at, signature?.integrity === 'intact']).toEqual([path, at, false]);
      }
  }, 60_000);
});
