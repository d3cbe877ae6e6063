import { createHash, sign, createPrivateKey, createPublicKey } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { fingerprintOf } from '../../../src/core/package/fingerprint.js';
import { safeFilePath } from '../../../src/core/package/file-path.js';
import { type PackageInput, type PackagePlan } from '../../../src/core/package/plan.js';
import { planPackage } from '../../../src/core/package/plan-package.js';
import { type Declaration, type ReceivedFile } from '../../../src/core/record.js';
import { foundOnly } from '../../../src/core/signatures/evidence.js';
import { judge } from '../../../src/core/signatures/judge.js';
import { senderPayload } from '../../../src/core/sender-signature.js';

export const RECORD_ID = '0198f3a2-7c41-7d2e-9b1a-3f5e8c7a1b20';

export function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

export interface Sample {
  input: PackageInput;
  contents: Uint8Array[];
}

/** An input as intake would make it, for files of these names and bytes. */
export function sampleOf(
  named: [name: string, bytes: Uint8Array][],
  more: { title?: string; at?: string; sender?: boolean; metadata?: Record<string, unknown> } = {},
): Sample {
  const declaration: Declaration = {
    fonds: 'J001',
    kind: 'e-invoice',
    title: more.title ?? '2026年3月办公用品发票',
    creator: '示例公司',
    date: '2026-03-17',
    source: { system: 'erp', businessKey: 'INV-2026-000123' },
    ...(more.metadata ? { metadata: more.metadata } : {}),
    files: named.map(([name], i) => ({ part: `f${i}`, name })),
  };
  const taken = new Set<string>();
  const files = named.map(([name, bytes], i): ReceivedFile => ({
    declared: declaration.files[i]!,
    path: safeFilePath(name, taken),
    sizeBytes: bytes.length,
    digests: { sha256: digest('sha256', bytes), sha512: digest('sha512', bytes), sm3: digest('sm3', bytes) },
    crc32: crc32(bytes),
    facts: {
      format: 'pdf',
      pronom: ['fmt/276'],
      mimeType: 'application/pdf',
      description: 'PDF 1.7',
      version: '1.7',
      whole: 'whole',
    },
    signatures: judge(
      [foundOnly({ id: 's1', kind: 'signature', container: 'pdf', where: 'Sig1' }, 'not yet verified')],
      null,
    ),
  }));
  const named256 = files.map((f) => ({ name: f.declared.name, sha256: f.digests.sha256, sizeBytes: f.sizeBytes }));
  const fondsId = '0198f3a0-0000-7000-8000-000000000001';
  const input: PackageInput = {
    recordId: RECORD_ID,
    version: 1,
    fondsId,
    fondsCode: 'J001',
    test: false,
    at: new Date(more.at ?? '2026-03-17T09:12:44.123Z'),
    eventId: `urn:uuid:${RECORD_ID}/event/1`,
    actor: '0198f3a0-0000-7000-8000-0000000000aa',
    nonce: createHash('sha256').update('nonce').digest(),
    fingerprint: fingerprintOf({ fondsId, declaration, files: named256 }),
    declarationBytes: Buffer.from(JSON.stringify(declaration, null, 1)),
    declaration,
    ...(more.sender ? { senderSignature: signedBy(declaration, named256) } : {}),
    files,
    findings: [],
    validation: {
      trust: digest('sha256', Buffer.from('trust')),
      policy: 'auto',
      at: more.at ?? '2026-03-17T09:12:44.123Z',
    },
    software: { name: 'dantao', version: '0.1.0' },
  };
  return { input, contents: named.map(([, bytes]) => bytes) };
}

/** Ed25519 with the first test key of RFC 8032 7.1, so that golden packages stay the same. */
const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');

function signedBy(declaration: Declaration, files: { name: string; sha256: string; sizeBytes: number }[]) {
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]),
    format: 'der',
    type: 'pkcs8',
  });
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'erp-1' })).toString('base64url');
  const payload = Buffer.from(senderPayload(declaration, files)).toString('base64url');
  const signature = sign(null, Buffer.from(`${header}.${payload}`), key).toString('base64url');
  return { jws: `${header}..${signature}`, kid: 'erp-1', jwk };
}

export function assemble(plan: PackagePlan, contents: readonly Uint8Array[]): Buffer {
  return Buffer.concat(plan.segments.map((s) => ('bytes' in s ? s.bytes : contents[s.file]!)));
}

export function packed(sample: Sample): Buffer {
  return assemble(planPackage(sample.input), sample.contents);
}

/** `sizeBytes` of bytes that look like a PDF and never change. */
export function pdfLike(sizeBytes: number): Buffer {
  const b = Buffer.alloc(sizeBytes, 0x20);
  b.write('%PDF-1.7\n');
  for (let i = 16; i + 4 <= sizeBytes; i += 4) b.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);
  return b;
}

export const ordinary = () => sampleOf([['发票/发票 & 1.pdf', pdfLike(3000)]]);
export const signed = () =>
  sampleOf(
    [
      ['正本.ofd', Buffer.from('PK\u0003\u0004 not really')],
      ['附件/../climb?.txt', Buffer.from('text')],
      ['empty.txt', Buffer.alloc(0)],
    ],
    { sender: true },
  );
