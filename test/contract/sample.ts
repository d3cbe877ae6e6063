import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type BeginInput, type CommitInput } from '../../src/archive/ports.js';
import { type AddVersion } from '../../src/archive/lifecycle-ports.js';
import { type SealedEvent } from '../../src/core/ledger/event.js';

const sha = (name: string, text: string) => createHash(name).update(text).digest('hex');

/** UUIDv7 (RFC 9562 5.7), as the service makes them. */
export function uuidV7(at = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export interface SampleOptions {
  fonds: string;
  principal: string;
  /** The same content gives the same fingerprint. */
  content?: string;
  key?: string | null;
  title?: string;
  id?: string;
  duplicateKey?: string;
}

/** A commit of one file and two events, the ordinary case; everything in it follows from `content` and `id`. */
export function sampleCommit(options: SampleOptions): CommitInput {
  const content = options.content ?? randomUUID();
  const id = options.id ?? uuidV7();
  const at = new Date();
  const title = options.title ?? `关于"${content}"的凭证\\`;
  const declared = { part: 'file0', name: '正本/发票.xml', role: '正本', sizeBytes: 3 };
  const declaration = {
    fonds: 'F001',
    kind: 'e-invoice',
    title,
    date: '2026-03',
    source: { system: 'erp', businessKey: content },
    metadata: { z: 1, a: '{"引号":"\\"}', b: null },
    files: [declared],
  };
  const pack = { version: 1, sizeBytes: 12_345, sha256: sha('sha256', `p${id}`), sha512: sha('sha512', `p${id}`) };
  return {
    record: {
      id,
      fonds: options.fonds,
      kind: 'e-invoice',
      title,
      creator: null,
      date: '2026-03',
      dateFrom: '2026-03-01',
      retention: '30年',
      sourceSystem: 'erp',
      businessKey: content,
      state: 'registered',
      facts: [],
      duplicateKey: options.duplicateKey ?? null,
      voucher: null,
      foundRelations: [],
      stateReason: ['NO_ERRORS'],
      declaration,
      findings: [],
      fingerprint: sha('sha256', `${options.fonds} ${content}`),
      contentKey: sha('sha256', `files of ${content}`),
      principal: options.principal,
      receivedAt: at,
    },
    package: {
      record: id,
      key: `aip/${options.fonds}/${id}/v1.zip`,
      storeVersion: null,
      nonce: 'ab'.repeat(32),
      at,
      ...pack,
    },
    files: [
      {
        version: 1,
        index: 0,
        offset: 4_096,
        declared,
        path: declared.name,
        sizeBytes: 3,
        digests: { sha256: sha('sha256', content), sha512: sha('sha512', content), sm3: sha('sm3', content) },
        crc32: 0xdeadbeef,
        facts: { format: 'xml', pronom: ['fmt/101'], mimeType: 'text/xml', description: 'XML', whole: 'whole' },
        signatures: [],
      },
    ],
    idempotencyKey: options.key ?? null,
    events: (['received', 'registered'] as const).map((type) => ({
      type,
      subject: id,
      fonds: options.fonds,
      actor: options.principal,
      at,
      package: pack,
      details: { title, findings: [] },
      salt: randomBytes(32),
    })),
    receipts: (events: SealedEvent[]) => events.map((event) => `receipt of ${event.id} ${event.hash}`),
    requestId: 'test',
  };
}

/** The question that goes before this commit. */
export function beginOf(commit: CommitInput): BeginInput {
  const { record, idempotencyKey } = commit;
  return {
    principal: record.principal,
    fonds: record.fonds,
    idempotencyKey,
    fingerprint: record.fingerprint,
    contentKey: record.contentKey,
    proposed: { recordId: record.id, at: record.receivedAt, nonce: commit.package.nonce },
  };
}

/** The next version of a committed record: one file of other content, one event. */
export function sampleVersion(
  { record, package: first, files }: CommitInput,
  options: { number?: number; content?: string; key?: string | null } = {},
): AddVersion {
  const [number, content] = [options.number ?? 2, options.content ?? randomUUID()];
  const [at, change] = [new Date(), uuidV7()];
  const pack = { version: number, sizeBytes: 777, sha256: sha('sha256', `p${change}`), sha512: sha('sha512', `p${change}`) }; // prettier-ignore
  return {
    version: {
      record: record.id,
      version: number,
      fonds: record.fonds,
      kind: 'addition',
      id: change,
      reason: '补充附件',
      basis: null,
      approver: '张三',
      declaration: { reason: '补充附件', z: 1, a: 2 },
      findings: [],
      fingerprint: sha('sha256', `${record.fonds} ${record.id} ${content}`),
      principal: record.principal,
      at,
    },
    package: { ...first, ...pack, key: `aip/${record.fonds}/${record.id}/v${number}-${change}.zip`, at },
    files: [{ ...files[0]!, version: number, path: `附件/${content}.pdf`, digests: { sha256: sha('sha256', content), sha512: sha('sha512', content), sm3: sha('sm3', content) } }], // prettier-ignore
    facts: record.facts,
    idempotencyKey: options.key ?? null,
    events: [
      {
        type: 'version-added',
        subject: record.id,
        fonds: record.fonds,
        actor: record.principal,
        at,
        package: pack,
        details: { kind: 'addition' },
        salt: randomBytes(32),
      },
    ],
    receipts: (events: SealedEvent[]) => events.map((event) => `receipt of ${event.id} ${event.hash}`),
    requestId: 'test',
  };
}
