import { POLICY_NAMES } from '../../core/signatures/policy/policies.js';
import { type ProblemCode } from '../problem.js';
import { DECLARATION_EXAMPLE, RECORD_EXAMPLE } from './examples.js';
import { ref, type Schema, text } from './schemas.js';

/** One row per endpoint; document.ts makes the OpenAPI operation of it. */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  tag: 'Records' | 'Refusals' | 'Trust' | 'Administration' | 'Service';
  id: string;
  summary: string;
  description?: string;
  /** Empty: open to the world. */
  roles: string[];
  query?: Record<string, Schema>;
  headers?: Record<string, Schema>;
  body?: { type: string; schema: Schema; example?: unknown; encoding?: Schema };
  answers: Record<string, Answer>;
  problems: ProblemCode[];
}

export interface Answer {
  description: string;
  type?: string;
  schema?: Schema;
  example?: unknown;
  /** Further types the same answer may come in. */
  others?: Record<string, Schema>;
  headers?: string[];
}

const json = (description: string, name: string, more: Partial<Answer> = {}): Answer => ({
  description,
  type: 'application/json',
  schema: ref(name),
  ...more,
});
const jsonBody = (name: string, example?: unknown) => ({
  type: 'application/json',
  schema: ref(name),
  ...(example === undefined ? {} : { example }),
});
const TRANSLATED = { headers: ['Content-Language'] };
const READERS = ['submitter', 'archivist', 'auditor'];
const ADMIN = ['administrator'];
const TRUST_READERS = ['administrator', ...READERS];
const EVERY_ROLE = ['administrator', ...READERS, 'metrics'];
const WORLD: ProblemCode[] = ['STORE_UNAVAILABLE', 'DATABASE_UNAVAILABLE', 'INTERNAL_ERROR'];
const PAGING = {
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  after: text('`next` of the page before.'),
};
const DOWNLOAD = ['Content-Disposition', 'Content-Security-Policy', 'X-Content-Type-Options'];
const bytes = (type: string, schema: Schema = text(undefined, { format: 'binary' })): Record<string, Answer> => ({
  '200': {
    description: 'The bytes.',
    type,
    schema,
    headers: ['ETag', 'Accept-Ranges', ...DOWNLOAD],
  },
  '206': {
    description: 'One range of the bytes.',
    type,
    schema: text(undefined, { format: 'binary' }),
    headers: ['ETag', 'Accept-Ranges', 'Content-Range', ...DOWNLOAD],
  },
  '304': { description: 'If-None-Match names these bytes.', headers: ['ETag'] },
});
const RANGE = {
  Range: text('One range, e.g. `bytes=0-1023`.'),
  'If-Range': text('An ETag.'),
  'If-None-Match': text('ETags.'),
};

const REPORT_TYPES = text('application/json (default), application/xml or text/html.');
/** A validation report, in the form asked for. */
const REPORT: Answer = {
  description: 'The report, in the form that Accept asks for.',
  type: 'application/json',
  schema: ref('ValidationReport'),
  others: { 'application/xml': text('ETSI TS 119 102-2 V1.4.1.'), 'text/html': text('The page for people.') },
  headers: ['Content-Language'],
};

export const OPERATIONS: Operation[] = [
  {
    method: 'post',
    path: '/v1/records',
    tag: 'Records',
    id: 'submitRecord',
    summary: '提交一件记录 · Submit a record',
    description:
      'A part `record` (JSON) first, then optionally `signature` (a detached JWS of the sender), then one part per file, named as `files[].part` says. ' +
      'File names come from the JSON. The 201 means received: the package is durable and the event committed. ' +
      'The same Idempotency-Key with the same content answers 200 with the stored receipt; without a key, the same content of the same source does too.',
    roles: ['submitter'],
    query: {
      'dry-run': {
        type: 'boolean',
        default: false,
        description: 'Answers everything a real submission would, and stores nothing.',
      },
    },
    headers: {
      'Idempotency-Key': text(
        'A string in double quotes (or bare), 1–255 printable ASCII characters; scoped to caller and fonds.',
        { example: '"erp-2026-000123"' },
      ),
    },
    body: {
      type: 'multipart/form-data',
      schema: {
        type: 'object',
        required: ['record'],
        properties: { record: ref('Declaration'), signature: text('Detached JWS, EdDSA, ES256 or RS256.') },
        additionalProperties: text('A file.', { format: 'binary' }),
      },
      encoding: { record: { contentType: 'application/json' } },
      example: { record: DECLARATION_EXAMPLE, file1: '(bytes)' },
    },
    answers: {
      '201': json('Received; registered at once when the policy says so.', 'Record', {
        headers: ['Location', 'Content-Language'],
        example: RECORD_EXAMPLE,
      }),
      '200': {
        description: 'Already there (nothing new was stored), or a dry run.',
        type: 'application/json',
        schema: { oneOf: [ref('ExistingRecord'), ref('DryRun')] },
        headers: ['Content-Location', 'Content-Language'],
      },
    },
    problems: [
      'REQUEST_INVALID',
      'CLASSIFIED_NOT_ALLOWED',
      'IDEMPOTENCY_IN_PROGRESS',
      'REQUEST_TOO_LARGE',
      'MEDIA_TYPE_UNSUPPORTED',
      'RECORD_REFUSED',
      'IDEMPOTENCY_MISMATCH',
      'REQUEST_ABORTED',
      'SHUTTING_DOWN',
      'STORE_FULL',
      'SPOOL_FULL',
      ...WORLD,
    ],
  },
  {
    method: 'get',
    path: '/v1/records',
    tag: 'Records',
    id: 'listRecords',
    summary: '检索记录 · Find records',
    roles: READERS,
    query: {
      fonds: text('Code of the fonds (全宗号).'),
      kind: text(),
      state: text(undefined, { enum: ['received', 'incomplete', 'registered', 'refused', 'withdrawn'] }),
      dateFrom: text('Day of the record, from.', { format: 'date' }),
      dateUntil: text('Day of the record, until.', { format: 'date' }),
      receivedFrom: text('RFC 3339 time, or a day in UTC, from its start.'),
      receivedUntil: text('RFC 3339 time (before it), or a day in UTC, to its end.'),
      title: text('Fragment of the title.'),
      sourceSystem: text(),
      businessKey: text(),
      digest: text('SHA-256, SHA-512 or SM3 of a file, or SHA-256 / SHA-512 of the package.', {
        pattern: '^([0-9a-fA-F]{64}|[0-9a-fA-F]{128})$',
      }),
      ...PAGING,
    },
    answers: { '200': json('A page.', 'RecordPage') },
    problems: ['REQUEST_INVALID', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/by-source',
    tag: 'Records',
    id: 'findBySource',
    summary: '按来源系统与业务键查找 · Find by source system and business key',
    roles: READERS,
    query: { system: { ...text(), required: true }, key: { ...text(), required: true } },
    answers: { '200': json('Records of this business key, newest first; empty when there is none.', 'RecordPage') },
    problems: ['REQUEST_INVALID', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}',
    tag: 'Records',
    id: 'getRecord',
    summary: '一件记录 · One record, its state and why',
    roles: READERS,
    answers: { '200': json('The record.', 'Record', { example: RECORD_EXAMPLE, headers: ['Content-Language'] }) },
    problems: ['RECORD_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}/facts',
    tag: 'Records',
    id: 'getFacts',
    summary: '事实 · What the record says, each fact with its source',
    description:
      'Read from the package as it stands (metadata/descriptive/facts.json): the facts chosen by the kind, and all that each document of the record says, lines and entries included. A record that says nothing is answered with empty lists.',
    roles: READERS,
    headers: RANGE,
    answers: bytes('application/json'),
    problems: ['RECORD_UNKNOWN', 'RANGE_NOT_SATISFIABLE', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}/files/{path}',
    tag: 'Records',
    id: 'getFile',
    summary: '文件 · A file, read from the stored package',
    description: 'The path is percent-encoded; `/` between folders may stay as it is. Always a download.',
    roles: READERS,
    headers: RANGE,
    answers: bytes('application/octet-stream'),
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', 'FILE_UNKNOWN', 'RANGE_NOT_SATISFIABLE', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}/package',
    tag: 'Records',
    id: 'getPackage',
    summary: '归档包 · The package (ZIP)',
    description: '`dantao verify` checks it without this service.',
    roles: READERS,
    headers: RANGE,
    answers: bytes('application/zip'),
    problems: ['RECORD_UNKNOWN', 'RANGE_NOT_SATISFIABLE', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}/events',
    tag: 'Records',
    id: 'listEvents',
    summary: '事件 · The events of a record',
    roles: READERS,
    query: PAGING,
    answers: { '200': json('A page.', 'EventPage') },
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/records/{id}/verifications',
    tag: 'Records',
    id: 'verifyRecord',
    summary: '重新校验 · Read the package again from the store and check it',
    roles: ['archivist', 'auditor'],
    answers: { '200': json('What was found; `ok` false when a finding is an error.', 'Verification', TRANSLATED) },
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/refusals/{id}',
    tag: 'Refusals',
    id: 'getRefusal',
    summary: '拒收 · A refusal and its findings',
    description: 'Refused bytes are not kept.',
    roles: READERS,
    answers: { '200': json('The refusal.', 'Refusal', TRANSLATED) },
    problems: ['REFUSAL_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/principals',
    tag: 'Administration',
    id: 'listPrincipals',
    summary: '主体 · Principals and their keys',
    roles: ADMIN,
    answers: { '200': json('All of them; no secrets.', 'PrincipalList') },
    problems: WORLD,
  },
  {
    method: 'post',
    path: '/v1/principals',
    tag: 'Administration',
    id: 'createPrincipal',
    summary: '新建主体 · Create a principal',
    roles: ADMIN,
    body: jsonBody('NewPrincipal', {
      name: 'ERP 财务',
      role: 'submitter',
      fonds: ['F001'],
    }),
    answers: { '201': json('The principal, without a key yet.', 'Principal') },
    problems: ['REQUEST_INVALID', 'NAME_TAKEN', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/principals/{id}/keys',
    tag: 'Administration',
    id: 'createKey',
    summary: '新建密钥 · Create an API key',
    description: 'At most two live keys, so that a key can be changed without a stop. The secret is shown this once.',
    roles: ADMIN,
    body: jsonBody('NewKey', {}),
    answers: { '201': json('The key.', 'Key') },
    problems: ['REQUEST_INVALID', 'PRINCIPAL_UNKNOWN', 'KEY_LIMIT_REACHED', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'delete',
    path: '/v1/keys/{id}',
    tag: 'Administration',
    id: 'revokeKey',
    summary: '吊销密钥 · Revoke an API key',
    roles: ADMIN,
    answers: { '204': { description: 'Revoked.' } },
    problems: ['KEY_UNKNOWN', ...WORLD],
  },
  {
    method: 'put',
    path: '/v1/principals/{id}/sender-keys/{kid}',
    tag: 'Administration',
    id: 'setSenderKey',
    summary: '登记发送方公钥 · Register the public key a sender signs with',
    roles: ADMIN,
    body: jsonBody('SenderKey', { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }),
    answers: { '204': { description: 'Registered.' } },
    problems: ['REQUEST_INVALID', 'PRINCIPAL_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/fonds',
    tag: 'Administration',
    id: 'listFonds',
    summary: '全宗 · Fonds',
    roles: ADMIN,
    answers: { '200': json('All of them.', 'FondsList') },
    problems: WORLD,
  },
  {
    method: 'post',
    path: '/v1/fonds',
    tag: 'Administration',
    id: 'createFonds',
    summary: '新建全宗 · Create a fonds',
    roles: ADMIN,
    body: jsonBody('NewFonds', { code: 'F001', name: '示例有限公司', test: true }),
    answers: { '201': json('The fonds.', 'Fonds') },
    problems: ['REQUEST_INVALID', 'NAME_TAKEN', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/fonds/{id}/names',
    tag: 'Administration',
    id: 'renameFonds',
    summary: '全宗更名 · Give a fonds a new name and code from a day on',
    roles: ADMIN,
    body: jsonBody('NewFondsName', { code: 'F001', name: '示例股份有限公司', from: '2026-07-01' }),
    answers: { '201': json('The fonds.', 'Fonds') },
    problems: ['REQUEST_INVALID', 'NAME_TAKEN', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/reconciliations',
    tag: 'Administration',
    id: 'reconcile',
    summary: '对账 · Look for stored packages that no record mentions',
    description:
      'What a crash left between put and commit, older than the longest submission. Each is reported, and noted so that a re-send of its submission takes it over. Nothing is deleted. Ask again with `resumeAfter` as `after` until it is null.',
    roles: ADMIN,
    body: jsonBody('NewReconciliation', { after: null, maxObjects: 10000 }),
    answers: { '200': json('What was seen in this stretch.', 'Reconciliation', TRANSLATED) },
    problems: ['REQUEST_INVALID', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/validations',
    tag: 'Records',
    id: 'validateFile',
    summary: '核验任一文件的签名与印章，不保存 · Validate the signatures and seals of any file; nothing is kept',
    description:
      'The body is the file, of any type; or multipart/form-data with one part named `file`. The report comes in the form Accept asks for: JSON (docs/validation-report.md), ETSI TS 119 102-2 XML, or a page for people. ' +
      'Trust: that of `fonds`, else of the one fonds of the caller, else of the archive. No event is written, for nothing is stored. A report says what was found under the trust, the policy and the time it names, never what a signature is worth in law.',
    roles: READERS,
    query: {
      name: text('Name of the file, for the report.'),
      fonds: text('Code of the fonds whose trust counts (全宗号).'),
      at: text('Time of control, RFC 3339 with its zone; now when left out.', { format: 'date-time' }),
      policy: text('`auto` lets each container take its own.', { enum: [...POLICY_NAMES], default: 'auto' }),
      lang: text('Of the page; else by Accept-Language.', { enum: ['zh-CN', 'en'] }),
    },
    headers: { Accept: REPORT_TYPES },
    body: { type: 'application/octet-stream', schema: text(undefined, { format: 'binary' }) },
    answers: { '200': REPORT },
    problems: [
      'REQUEST_INVALID',
      'FONDS_UNKNOWN',
      'REQUEST_TOO_LARGE',
      'MEDIA_TYPE_UNSUPPORTED',
      'REQUEST_ABORTED',
      'SHUTTING_DOWN',
      'SPOOL_FULL',
      ...WORLD,
    ],
  },
  {
    method: 'get',
    path: '/v1/trust',
    tag: 'Trust',
    id: 'getTrust',
    summary: '当前信任 · What verdicts rest on now, counted, with the digest of its snapshot',
    roles: TRUST_READERS,
    query: { fonds: text('Code of the fonds; left out: of a fonds without items of its own.') },
    answers: { '200': json('The present trust.', 'TrustState') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', 'STORE_FULL', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/trust/items',
    tag: 'Trust',
    id: 'listTrustItems',
    summary: '信任项 · Anchors, certificates, CRLs and OCSP responses',
    description: 'Those for the whole archive, and those of the fonds the caller may see; or of one fonds.',
    roles: TRUST_READERS,
    query: {
      fonds: text('Code of the fonds (全宗号).'),
      withdrawn: { type: 'boolean', default: false, description: 'Also what was withdrawn.' },
      ...PAGING,
    },
    answers: { '200': json('A page, in order of addition.', 'TrustItemPage') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/trust/items',
    tag: 'Trust',
    id: 'addTrustItems',
    summary: '新增信任项 · Add a file of certificates, CRLs or OCSP responses',
    description:
      'The body is the file: DER, PEM, or a PKCS#7 bundle. With `purpose` its certificates are anchors for it; without, they only help to build paths. What is in force there already stays as it is. In force at once in this process, within a second in others; records that wait for it are looked at by a revalidation.',
    roles: ADMIN,
    query: {
      purpose: text('Makes anchors of the certificates.', {
        enum: ['all', 'signature', 'seal', 'seal-maker', 'timestamp'],
      }),
      fonds: text('Code of the fonds; left out: for the whole archive.'),
    },
    body: { type: 'application/octet-stream', schema: text(undefined, { format: 'binary' }) },
    answers: { '201': json('What the file held.', 'TrustAdded') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', 'REQUEST_TOO_LARGE', 'REQUEST_ABORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/trust/items/{id}/withdrawal',
    tag: 'Trust',
    id: 'withdrawTrustItem',
    summary: '撤销信任项 · Withdraw a trust item, with the reason',
    description: 'Nothing is deleted: snapshots and reports made with it stay as they are.',
    roles: ADMIN,
    body: jsonBody('Withdrawal', { reason: 'Replaced by the CRL of November.' }),
    answers: { '200': json('The item.', 'TrustItem') },
    problems: ['REQUEST_INVALID', 'TRUST_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/trust/snapshots',
    tag: 'Trust',
    id: 'listTrustSnapshots',
    summary: '信任快照 · Trust snapshots that reports may name, newest first',
    roles: TRUST_READERS,
    query: PAGING,
    answers: { '200': json('A page.', 'TrustSnapshotPage') },
    problems: ['REQUEST_INVALID', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/trust/snapshots/{digest}',
    tag: 'Trust',
    id: 'getTrustSnapshot',
    summary: '信任快照原文 · The exact bytes of a trust snapshot',
    description:
      '`dantao inspect --trust` takes the file: the same snapshot, file, policy and time give the same report.',
    roles: TRUST_READERS,
    headers: RANGE,
    answers: bytes('application/json', { type: 'object' }),
    problems: ['TRUST_UNKNOWN', 'RANGE_NOT_SATISFIABLE', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}/validations',
    tag: 'Records',
    id: 'listValidations',
    summary: '签名验证历史 · The reports on the signatures of a record, newest first, and what changed',
    roles: READERS,
    query: PAGING,
    answers: { '200': json('A page; empty for a record without signatures.', 'ValidationPage') },
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/records/{id}/validations/{number}',
    tag: 'Records',
    id: 'getValidation',
    summary: '签名验证报告 · One report, the newest as `latest`: its exact bytes, or ETSI XML or a page made of them',
    description: 'JSON is what is stored, byte for byte (docs/validation-report.md); the other forms are made of it.',
    roles: READERS,
    query: { lang: text('Of the page; else by Accept-Language.', { enum: ['zh-CN', 'en'] }) },
    headers: { ...RANGE, Accept: REPORT_TYPES },
    answers: {
      ...bytes('application/json', ref('ValidationReport')),
      '200': {
        ...REPORT,
        headers: ['ETag', 'Accept-Ranges', ...DOWNLOAD, 'Content-Language'],
      },
    },
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', 'VALIDATION_UNKNOWN', 'RANGE_NOT_SATISFIABLE', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/validations/pending',
    tag: 'Trust',
    id: 'listPendingValidations',
    summary: '待定签名 · Records whose signatures are not settled, and why',
    roles: ['archivist', 'auditor'],
    query: {
      fonds: text('Code of the fonds (全宗号).'),
      awaits: text('What could settle them.', { enum: ['trust', 'other'] }),
      ...PAGING,
    },
    answers: { '200': json('A page, in order of receipt.', 'PendingValidationPage') },
    problems: ['REQUEST_INVALID', 'STORE_FULL', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/revalidations',
    tag: 'Trust',
    id: 'revalidate',
    summary: '重新验证 · Look again at the signatures of archived records',
    description:
      'Those that wait for trust and were judged under another snapshot than the present one of their fonds; with `all`, every record with signatures. Each gets a new report beside the old, with an event; packages and states stay as they are. Carried out behind the request, in order of receipt; it goes on after a crash, and doing it again changes nothing.',
    roles: ['administrator', 'archivist'],
    body: jsonBody('NewRevalidation', { fonds: 'F001' }),
    answers: { '202': json('Queued.', 'Revalidation', { headers: ['Location'] }) },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/revalidations',
    tag: 'Trust',
    id: 'listRevalidations',
    summary: '重新验证任务 · Revalidations, newest first',
    roles: ['administrator', 'archivist', 'auditor'],
    query: PAGING,
    answers: { '200': json('A page.', 'RevalidationPage') },
    problems: ['REQUEST_INVALID', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/revalidations/{id}',
    tag: 'Trust',
    id: 'getRevalidation',
    summary: '任务进度 · How far a revalidation came',
    roles: ['administrator', 'archivist', 'auditor'],
    answers: { '200': json('The revalidation.', 'Revalidation') },
    problems: ['REVALIDATION_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/limits',
    tag: 'Service',
    id: 'getLimits',
    summary: '上限 · What a key may ask for',
    roles: EVERY_ROLE,
    answers: { '200': json('The limits.', 'Limits') },
    problems: ['INTERNAL_ERROR'],
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'Service',
    id: 'getMetrics',
    summary: '指标 · Metrics for Prometheus',
    roles: ['metrics', 'administrator'],
    answers: { '200': { description: 'Text exposition format.', type: 'text/plain', schema: text() } },
    problems: ['INTERNAL_ERROR'],
  },
  {
    method: 'get',
    path: '/healthz',
    tag: 'Service',
    id: 'health',
    summary: '存活 · The process answers',
    roles: [],
    answers: { '200': json('It does.', 'Health') },
    problems: [],
  },
  {
    method: 'get',
    path: '/readyz',
    tag: 'Service',
    id: 'ready',
    summary: '就绪 · Every part answers',
    roles: [],
    answers: { '200': json('Ready.', 'Readiness'), '503': json('Not ready; `notReady` names the parts.', 'Readiness') },
    problems: [],
  },
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'Service',
    id: 'jwks',
    summary: '公钥 · Keys that check receipts, retired ones with their dates',
    roles: [],
    answers: { '200': json('JWK Set (RFC 7517).', 'Jwks') },
    problems: [],
  },
  {
    method: 'get',
    path: '/openapi.json',
    tag: 'Service',
    id: 'openapi',
    summary: '本文档 · This document',
    roles: [],
    answers: { '200': { description: 'OpenAPI 3.1.', type: 'application/json', schema: { type: 'object' } } },
    problems: [],
  },
];
