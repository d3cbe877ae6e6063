import { type ProblemCode } from '../problem.js';
import { type Operation } from './operation.js';
import { ref, text } from './schemas.js';

const READERS = ['submitter', 'archivist', 'auditor'];
const WORLD: ProblemCode[] = ['STORE_UNAVAILABLE', 'DATABASE_UNAVAILABLE', 'INTERNAL_ERROR'];
const KEY = {
  'Idempotency-Key': text('A string in double quotes (or bare), 1–255 printable ASCII characters; scoped to caller and fonds.'), // prettier-ignore
};

/** What happens to records after they came in (docs/lifecycle.md). */
export const LIFECYCLE: Operation[] = [
  {
    method: 'post',
    path: '/v1/records/{id}/versions',
    tag: 'Records',
    id: 'addVersion',
    summary: '补充或更正 · Add to an archived record, or correct it',
    description:
      'As a submission: a part `record` (JSON: reason, basis, approver, files) first, then the files. The former version stays; the new package holds what came with it and names the digests of the one before. ' +
      'A file with the path of an older one takes its place in the record as it is now. With `expectedVersion` nothing is added when the record has another version by then.',
    roles: ['submitter', 'archivist'],
    query: { 'dry-run': { type: 'boolean', default: false, description: 'Answers everything, and stores nothing.' } },
    headers: KEY,
    body: {
      type: 'multipart/form-data',
      schema: {
        type: 'object',
        required: ['record'],
        properties: {
          record: ref('Addition'),
          signature: text('Detached JWS; the `record` part then has to name the record.'),
        },
        additionalProperties: text('A file.', { format: 'binary' }),
      },
      encoding: { record: { contentType: 'application/json' } },
    },
    answers: {
      '201': {
        description: 'The record with its new version, and the receipt of it.',
        type: 'application/json',
        schema: ref('AddedVersion'),
        headers: ['Location', 'Content-Language'],
      },
      '200': {
        description: 'Already there (nothing new was stored), or a dry run.',
        type: 'application/json',
        schema: { oneOf: [ref('ExistingRecord'), ref('DryRun')] },
        headers: ['Content-Location', 'Content-Language'],
      },
    },
    problems: [
      'REQUEST_INVALID',
      'RECORD_UNKNOWN',
      'RECORD_WITHDRAWN',
      'VERSION_OUTRUN',
      'CLASSIFIED_NOT_ALLOWED',
      'IDEMPOTENCY_IN_PROGRESS',
      'IDEMPOTENCY_MISMATCH',
      'REQUEST_TOO_LARGE',
      'MEDIA_TYPE_UNSUPPORTED',
      'RECORD_REFUSED',
      'REQUEST_ABORTED',
      'SHUTTING_DOWN',
      'STORE_FULL',
      'SPOOL_FULL',
      ...WORLD,
    ],
  },
  {
    method: 'post',
    path: '/v1/records/{id}/withdrawal',
    tag: 'Records',
    id: 'withdrawRecord',
    summary: '撤回 · Withdraw a record; nothing is deleted',
    description:
      'The record stays with all its bytes and says why it no longer counts. Its duplicate key is free again.',
    roles: ['archivist'],
    headers: KEY,
    body: { type: 'application/json', schema: ref('RecordWithdrawal') },
    answers: {
      '200': {
        description: 'The record, withdrawn, with the receipt of it.',
        type: 'application/json',
        schema: ref('Record'),
        headers: ['Content-Language'],
      },
    },
    problems: [
      'REQUEST_INVALID',
      'RECORD_UNKNOWN',
      'RECORD_WITHDRAWN',
      'VERSION_OUTRUN',
      'IDEMPOTENCY_MISMATCH',
      'MEDIA_TYPE_UNSUPPORTED',
      ...WORLD,
    ],
  },
  {
    method: 'get',
    path: '/v1/conflicts',
    tag: 'Records',
    id: 'listConflicts',
    summary: '重复冲突 · Records with one duplicate key that say different things, newest first',
    roles: READERS,
    query: {
      fonds: text('Code of the fonds (全宗号).'),
      state: text(undefined, { enum: ['open', 'decided', 'all'], default: 'open' }),
      record: text('Of this record.', { format: 'uuid' }),
      limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      after: text('`next` of the page before.'),
    },
    answers: { '200': { description: 'A page.', type: 'application/json', schema: ref('ConflictPage') } },
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/conflicts/{id}',
    tag: 'Records',
    id: 'getConflict',
    summary: '一项重复冲突 · One conflict, with both places and values of each difference',
    roles: READERS,
    answers: { '200': { description: 'The conflict.', type: 'application/json', schema: ref('Conflict') } },
    problems: ['CONFLICT_UNKNOWN', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/conflicts/{id}/decision',
    tag: 'Records',
    id: 'decideConflict',
    summary: '对重复冲突作出决定 · Decide a conflict',
    description:
      '`same-record`: the files of the second become a version of the first, and the second is withdrawn. `separate`: both stay records of their own. `withdraw-first`, `withdraw-second`: one no longer counts. Nothing is deleted.',
    roles: ['archivist'],
    headers: KEY,
    body: { type: 'application/json', schema: ref('ConflictDecision') },
    answers: { '200': { description: 'The conflict, decided.', type: 'application/json', schema: ref('Conflict') } },
    problems: [
      'REQUEST_INVALID',
      'CONFLICT_UNKNOWN',
      'CONFLICT_DECIDED',
      'VERSION_OUTRUN',
      'IDEMPOTENCY_MISMATCH',
      'MEDIA_TYPE_UNSUPPORTED',
      ...WORLD,
    ],
  },
];
