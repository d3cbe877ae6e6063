import { z } from 'zod';
import { ADDITION } from '../../archive/addition.js';
import { DECLARATION } from '../../archive/declaration.js';
import {
  NEW_FONDS,
  NEW_FONDS_NAME,
  NEW_KEY,
  NEW_PRINCIPAL,
  NEW_RECONCILIATION,
  NEW_RELATION,
  NEW_REVALIDATION,
  RELATION_END,
  SENDER_KEY,
  WITHDRAWAL,
} from '../admin-bodies.js';
import { ASSEMBLY_ACT, ASSEMBLY_CLOSING, NEW_ASSEMBLY } from '../assembly-bodies.js';
import { CHECK_BODY } from '../checks.controller.js';
import { CONFLICT_DECISION, RECORD_WITHDRAWAL } from '../lifecycle-bodies.js';
import { NEW_ELEMENT, NEW_KIND } from '../dictionary-bodies.js';
import { MEMBER_ROLES } from '../../core/records/accounting/assembly.js';
import { PROBLEMS } from '../problem.js';
import { BOOKING_DATA } from '../../archive/booking-data.js';
import { CONFIRMATION, NEW_CLAIM, RELEASE } from '../voucher-bodies.js';

export type Schema = Record<string, unknown>;

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const text = (description?: string, more: Schema = {}): Schema => ({
  type: 'string',
  ...(description ? { description } : {}),
  ...more,
});
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
/** Every member is always there; one that may be missing is named under `optional`. */
export function shape(properties: Record<string, Schema>, optional: string[] = [], more: Schema = {}): Schema {
  return {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
    ...more,
  };
}

const uuid = text(undefined, { format: 'uuid' });
const time = text(undefined, { format: 'date-time' });
const orNull = (schema: Schema): Schema =>
  '$ref' in schema ? { oneOf: [schema, { type: 'null' }] } : { ...schema, type: [schema['type'], 'null'] };
export const count = (description?: string): Schema => ({
  type: 'integer',
  minimum: 0,
  ...(description ? { description } : {}),
});
const hex = (digits: number): Schema => text(undefined, { pattern: `^[0-9a-f]{${digits}}$` });
/** Names a key in lists and logs; the middle of its secret. */
export const keyId = hex(16);
const flag = (description?: string): Schema => ({ type: 'boolean', ...(description ? { description } : {}) });
const role = text(undefined, { enum: ['administrator', 'submitter', 'archivist', 'auditor', 'metrics'] });
const state = text('received 已接收 · incomplete 待补 · registered 已归档 · refused 已拒收 · withdrawn 已撤回', {
  enum: ['received', 'incomplete', 'registered', 'refused', 'withdrawn'],
});
const verdict = text('Not checked is never passed.', { enum: ['TOTAL_PASSED', 'TOTAL_FAILED', 'INDETERMINATE'] });
const source = shape({ system: text(), businessKey: text() });
const page = (item: Schema): Schema =>
  shape({ items: listOf(item), next: orNull(text('Pass it as `after` to get the next page; null on the last one.')) });

/** A record as lists show it. */
const summary: Record<string, Schema> = {
  id: uuid,
  fonds: text(),
  kind: text(),
  title: text(),
  date: orNull(text()),
  state,
  stateReason: listOf(text()),
  receivedAt: time,
  source: orNull(source),
};

const fromZod = (schema: z.ZodType): Schema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return rest;
};

const packageShape = shape({
  key: text('Object key in the store.'),
  version: count(),
  sizeBytes: count(),
  sha256: hex(64),
  sha512: hex(128),
  storeVersion: orNull(text()),
});
const why = { reason: text(), basis: orNull(text()), approver: orNull(text()) };
const answer = {
  record: shape({
    id: uuid,
    fonds: text('Code of the fonds (全宗号).'),
    kind: text(),
    title: text(),
    state,
    stateReason: listOf(text('Code of a finding or of the policy.')),
    receivedAt: time,
    test: flag('The fonds is for trying out: its receipts say TEST.'),
    source: orNull(source),
  }),
  package: packageShape,
  files: listOf(ref('File')),
  versions: listOf(ref('Version')),
  expects: listOf(ref('Expectation')),
  withdrawal: orNull(shape({ ...why, at: time, receipt: orNull(text('JWS compact of the withdrawn event.')) })),
  facts: listOf(ref('Fact')),
  duplicateKey: orNull(text('`<kind>:<key>`: another record of the fonds with the same key is the same matter.')),
  checks: orNull(ref('CheckSummary')),
  findings: listOf(ref('Finding')),
  receipt: orNull(
    text(
      'JWS compact (EdDSA) of the received event, or of version-added: the package is durable and the event committed.',
    ),
  ),
  registeredReceipt: orNull(
    text('JWS compact of the registered event (已归档): only it lets the sender mark its copy archived.'),
  ),
};

const CHECK_SUMMARY = {
  scheme: shape({ id: text(), version: count() }),
  stage: text('归档 · 移交与接收 · 长期保存', { enum: ['archiving', 'transfer', 'long-term'] }),
  at: time,
  total: ref('CheckTotal'),
};

const CHECK = {
  number: count('Dense from 1 within the record: the first is the one of intake.'),
  version: count('Of the package it looked at.'),
  ...CHECK_SUMMARY,
  /** Items that came out otherwise than in the report before of the same scheme. */
  changes: listOf(shape({ item: text(), from: orNull(text()), to: orNull(text()) })),
};

/** Of a package that was never made: its bytes hold the id, the time and the nonce of a real submission. */
const notYet: Schema = { type: 'null' };

/** The shapes of requests and answers, by name. */
const decimal = (description?: string): Schema => text(description, { pattern: '^-?\\d+(\\.\\d+)?$' });
const VOUCHER_STANDING = {
  fonds: uuid,
  key: text(),
  state: text(
    'OPEN 未占用 · PARTLY 部分占用 · CLAIMED 已占用 · BOOKED 已入账 · OVERCLAIMED 超额: a red invoice came for what was taken · CANCELLED 已冲销: red invoices took all of it',
    { enum: ['OPEN', 'PARTLY', 'CLAIMED', 'BOOKED', 'OVERCLAIMED', 'CANCELLED'] },
  ),
  amount: orNull(decimal('As archived; null when no file says it.')),
  currency: text(),
  held: decimal(),
  confirmed: decimal(),
  remaining: orNull(decimal('What can still be claimed; of the other sign when OVERCLAIMED.')),
  records: listOf(uuid),
  withdrawn: flag('Every record of it is withdrawn.'),
  reds: listOf(
    shape({ key: orNull(text()), record: uuid, amount: orNull(decimal()) }, [], {
      description: 'Its red invoices (红字发票).',
    }),
  ),
};

const BATCH = {
  id: uuid,
  fonds: uuid,
  principal: uuid,
  sha256: hex(64),
  sizeBytes: count('Of the ZIP.'),
  receivedAt: time,
  records: count('Found inside.'),
  bytes: count('Of their files.'),
  declared: shape({ records: orNull(count()), bytes: orNull(count()), amount: orNull(text()) }),
  state: text(undefined, { enum: ['waiting', 'done'] }),
  counts: shape({
    done: count(),
    created: count(),
    version: count(),
    existing: count(),
    refused: count(),
    failed: count(),
  }),
  findings: { type: 'array', items: ref('Finding'), description: 'Of the batch as a whole.' },
  finishedAt: orNull(time),
};

export const SCHEMAS: Record<string, Schema> = {
  Declaration: { ...fromZod(DECLARATION), description: 'The `record` part (件), kept as sent.' },
  Fact: shape(
    {
      key: text('Slug of the metadata dictionary, e.g. `invoice-number`.'),
      type: text(undefined, { enum: ['text', 'identifier', 'code', 'amount', 'number', 'date', 'boolean'] }),
      text: text('Exactly as it stands in the file.'),
      value: orNull(text('In one form, so that two places can be compared; null when the text is not of its type.')),
      currency: text('ISO 4217.'),
      group: text('Of a repeated group: `line/1`.'),
      place: text('Where inside the file.'),
      file: text('Declared name of the file; `declaration` for what the sender said.'),
      reader: text('Id and version of the reader.'),
    },
    ['currency', 'group'],
  ),
  RecordFacts: shape(
    {
      schema: text(undefined, { enum: ['dantao/facts/v1'] }),
      record: uuid,
      software: { type: 'object', description: 'Name and version of what read it; absent where nothing was read.' },
      kind: text('As declared or recognised.'),
      title: text(),
      duplicateKey: orNull(text('`<kind>:<key>`.')),
      voucher: orNull({ type: 'object', description: 'Amount and currency of what may be booked (docs/booking.md).' }),
      relations: listOf({
        type: 'object',
        description: 'What the files say of other records: type, key, file, place.',
      }),
      facts: listOf(ref('Fact')),
      order: listOf({ description: 'Of the files, where the kind has an order of its own.' }),
      documents: listOf({ type: 'object', description: 'All that a document says: path, document, reader, profile, carrier, facts.' }), // prettier-ignore
    },
    ['software', 'order'],
  ),
  Continuity: shape({
    records: count('Of the kind in the period.'),
    without: count('Of these, without such a number.'),
    series: listOf(
      shape({
        before: text('What stands before the digits.'),
        width: count('Least digits.'),
        first: count(),
        last: count(),
        count: count('Of different numbers.'),
        missingCount: count(),
        missing: listOf(text('The first 100.')),
        repeated: listOf(shape({ number: text(), records: listOf(uuid) })),
      }),
    ),
    notChecked: listOf(text('No serial.')),
  }),
  CheckTotal: shape({
    outcome: text('`open`: nothing failed, and an item waits for a person.', { enum: ['passed', 'failed', 'open'] }),
    vetoed: listOf(text('Key of an item that alone fails the record.')),
    counts: shape(
      Object.fromEntries(
        ['passed', 'warning', 'failed', 'not-checked', 'not-applicable', 'manual'].map((one) => [one, count()]),
      ),
    ),
  }),
  CheckSummary: shape(CHECK_SUMMARY),
  Check: shape(CHECK),
  CheckPage: page(ref('Check')),
  CheckResult: shape(
    {
      item: text('Key of the item in the scheme.'),
      outcome: text('*Not checked* is never *passed*.', {
        enum: ['passed', 'warning', 'failed', 'not-checked', 'not-applicable', 'manual'],
      }),
      expected: text(),
      found: text(),
      why: shape({ zh: text(), en: text() }),
      evidence: listOf(
        shape({ where: text(), digest: text(), finding: text('Code of a finding.'), what: text() }, [
          'where',
          'digest',
          'finding',
          'what',
        ]),
      ),
    },
    ['expected', 'found', 'why'],
  ),
  NewCheck: fromZod(CHECK_BODY),
  CheckDone: shape({
    ...CHECK,
    event: text('The event that records it.'),
    registeredReceipt: orNull(text('JWS compact of the registered event, when passing registered the record.')),
    results: listOf(ref('CheckResult')),
  }),
  CheckReport: shape({
    schema: text('`dantao/checks/v1`'),
    record: uuid,
    ...CHECK_SUMMARY,
    software: shape({ name: text(), version: text() }),
    results: listOf(ref('CheckResult')),
  }),
  CheckSchemeList: shape({
    items: listOf(
      shape({
        id: text(),
        version: count(),
        zh: text(),
        en: text(),
        basis: text(),
        stage: text(undefined, { enum: ['archiving', 'transfer', 'long-term'] }),
        items: listOf({ type: 'object', description: 'An item: docs/checks.md.' }),
      }),
    ),
  }),
  Finding: shape(
    {
      code: text('UPPER_SNAKE, stable for ever; docs/findings.md lists them.'),
      severity: text(undefined, { enum: ['error', 'warning', 'info'] }),
      where: text(),
      message: text(),
      expected: text(),
      found: text(),
      clause: text(),
      action: text('What to do about it.'),
    },
    ['expected', 'found', 'clause'],
  ),
  File: shape(
    {
      name: text('As declared.'),
      path: text('Under representations/rep1/data in the package.'),
      role: text(),
      sizeBytes: count(),
      digests: shape({ sha256: hex(64), sha512: hex(128), sm3: hex(64) }),
      format: ref('Format'),
      signatures: listOf(ref('Signature')),
      version: count('Of the package that holds it.'),
    },
    ['role'],
  ),
  Version: shape(
    {
      version: count('From 1, without a gap.'),
      kind: text('`original`: as received. `rendition`: sent again in another form. `addition`: added or corrected.', {
        enum: ['original', 'rendition', 'addition'],
      }),
      at: time,
      ...why,
      reason: orNull(text()),
      package: packageShape,
      files: listOf(text('Path of a file that came with it.')),
      findings: listOf(ref('Finding')),
      receipt: orNull(text('JWS compact of its event.')),
      registeredReceipt: orNull(text('JWS compact of the registered event about it.')),
    },
    [],
    { description: 'One package of a record. It holds what came with it, and names the digests of the one before.' },
  ),
  Format: shape(
    {
      format: text(),
      pronom: listOf(text()),
      mimeType: text(),
      description: text(),
      version: text(),
      claims: listOf(text()),
      encrypted: flag(),
      whole: text('`unknown`: not checked, which never counts as whole.', { enum: ['whole', 'broken', 'unknown'] }),
    },
    ['version', 'claims', 'encrypted'],
  ),
  Signature: shape(
    {
      id: text(),
      kind: text(undefined, { enum: ['signature', 'seal', 'timestamp', 'counter-signature', 'evidence-record'] }),
      container: text(undefined, { enum: ['pdf', 'ofd', 'xml', 'cms', 'zip', 'jws', 'other'] }),
      profile: text(),
      where: text(),
      of: text('Of a time-stamp or counter-signature: the id of what it belongs to.'),
      policy: text('Name and version of the policy the verdict follows.'),
      verdict,
      subIndication: orNull(text('EN 319 102-1 5.1.3.')),
      reason: text(),
      integrity: text('Is what was signed intact, whoever signed it.', { enum: ['intact', 'broken', 'unknown'] }),
      facts: { type: 'object', description: 'What the verdict rests on (docs/validation-report.md).' },
    },
    ['profile', 'of', 'policy'],
  ),
  ValidationReport: shape(
    {
      schema: { const: 'dantao/validation-report/v1' },
      software: shape({ name: text(), version: text() }),
      at: time,
      trust: hex(64),
      policy: text('As asked for.'),
      record: uuid,
      files: listOf(
        shape(
          {
            name: text(),
            path: text(),
            sizeBytes: count(),
            sha256: hex(64),
            sm3: hex(64),
            format: ref('Format'),
            verdict: text('Of the whole file: the worst of its signatures.', {
              enum: ['TOTAL_PASSED', 'INDETERMINATE', 'TOTAL_FAILED', 'NO_SIGNATURE', 'UNSUPPORTED', 'MALFORMED'],
            }),
            reason: text(),
            integrity: text(undefined, { enum: ['intact', 'broken', 'unknown'] }),
            signatures: listOf(ref('Signature')),
            findings: listOf(ref('Finding')),
          },
          ['path'],
        ),
      ),
    },
    ['record'],
    { description: 'RFC 8785 JSON; docs/validation-report.md and docs/validation-report.schema.json say all of it.' },
  ),
  Record: shape(answer),
  ExistingRecord: shape({
    ...answer,
    existing: { const: true },
    sameIdempotencyKey: flag('True for a replay of the same Idempotency-Key.'),
  }),
  Expectation: shape(
    {
      kind: text(undefined, { enum: ['files', 'record'] }),
      name: text(),
      role: text(),
      sha256: hex(64),
      count: count(),
      duplicateKey: text(),
      system: text(),
      businessKey: text(),
      until: orNull(text(undefined, { format: 'date' })),
      metAt: orNull(time),
      metBy: orNull(uuid),
    },
    ['name', 'role', 'sha256', 'count', 'duplicateKey', 'system', 'businessKey'],
    { description: 'One thing the record waits for (待补), or waited for.' },
  ),
  AddedVersion: shape({
    ...answer,
    addedVersion: count('The version that came of this submission.'),
  }),
  Addition: {
    ...fromZod(ADDITION),
    description: 'The `record` part of a version: what is added or corrected, and why.',
  },
  RecordWithdrawal: fromZod(RECORD_WITHDRAWAL),
  Conflict: shape({
    id: uuid,
    fonds: text('Code of the fonds (全宗号).'),
    duplicateKey: text(),
    first: uuid,
    second: uuid,
    differences: listOf(
      shape({
        key: text('Slug of the metadata dictionary.'),
        one: shape({ text: text(), file: text(), place: text() }),
        other: shape({ text: text(), file: text(), place: text() }),
      }),
    ),
    at: time,
    decided: orNull(
      shape({
        decision: text(undefined, {
          enum: ['same-record', 'separate', 'withdraw-first', 'withdraw-second', 'withdrawn'],
        }),
        reason: text(),
        at: time,
      }),
    ),
  }),
  ConflictPage: page(ref('Conflict')),
  ConflictDecision: fromZod(CONFLICT_DECISION),
  DryRun: shape({
    ...answer,
    package: {
      ...answer.package,
      properties: { ...(answer.package['properties'] as Record<string, Schema>), sha256: notYet, sha512: notYet },
    },
    receipt: { type: 'null' },
    registeredReceipt: { type: 'null' },
    dryRun: { const: true },
  }),
  RecordSummary: shape(summary),
  RecordPage: page(ref('RecordSummary')),
  FoundRecord: shape({
    ...summary,
    rank: {
      enum: ['exact', 'prefix', 'fragment', null],
      description: 'How `q` fits: a whole value, its beginning, a part.',
    },
    matched: listOf(
      shape(
        {
          key: text('Key of the fact; `title`, `business-key`, `creator` and `date` for what was declared.'),
          text: text('As it stands there.'),
          file: text('Declared name of the file, or `declaration`.'),
          place: text('Where in the file.'),
          at: shape({ start: count('In characters.'), length: count() }),
        },
        ['at'],
      ),
    ),
  }),
  FoundPage: page(ref('FoundRecord')),
  SearchIndex: shape({
    unindexed: count('Entries that each search looks at one by one, for their terms are not written yet.'),
    fillingBefore: orNull(
      text('Records below this id may have no entry yet or, in a rebuild, an old one; null when all have.'),
    ),
  }),
  RelationTypes: shape({
    items: listOf(
      shape({
        id: text(),
        inverse: orNull(text('What the other record calls it.')),
        zh: text(),
        en: text(),
        inverseZh: orNull(text()),
        inverseEn: orNull(text()),
      }),
    ),
  }),
  Relation: shape({
    id: uuid,
    type: text('From the record asked about to the other.'),
    stated: shape({
      by: uuid,
      as: text('The type as that record states it.'),
      origin: text('declared by the sender, found in a file, or added by a person.', {
        enum: ['declared', 'found', 'added'],
      }),
      file: orNull(text()),
      place: orNull(text()),
    }),
    record: orNull(
      shape({ id: uuid, kind: text(), title: text(), state, duplicateKey: orNull(text()) }, [], {
        description: 'Null while the other record is not here.',
      }),
    ),
    key: text('What the other is named by: `record:`, `key:`, `source:` or `place:` and the name.'),
    since: time,
    resolvedAt: orNull(time),
    endedAt: orNull(time),
    reason: shape({ added: orNull(text()), ended: orNull(text()) }),
  }),
  RelationPage: page(ref('Relation')),
  NewAssembly: fromZod(NEW_ASSEMBLY),
  AssemblyAct: fromZod(ASSEMBLY_ACT),
  AssemblyClosing: fromZod(ASSEMBLY_CLOSING),
  Assembly: shape({
    id: uuid,
    fonds: uuid,
    key: text('`accounting-voucher:[account set:]year[-month]:number`'),
    number: text('记账凭证号'),
    accountSet: orNull(text('账套')),
    year: text(),
    month: orNull(text('`2026-03`; null where numbers run through the year.')),
    originals: orNull(count('附单据数 as given at opening.')),
    openedAt: time,
    openedBy: uuid,
    state: text(undefined, { enum: ['open', 'closed'] }),
    act: count('The newest act; the next one expects it.'),
    canUndo: flag(),
    canRedo: flag(),
    members: listOf(
      shape(
        {
          position: count('From 1: 记账凭证, 原始凭证, 附件, each in the order put.'),
          role: text(undefined, { enum: [...MEMBER_ROLES] }),
          item: text('`key:`, `record:` or `place:` and the name.'),
          record: orNull(shape({ id: uuid, kind: text(), title: text(), state })),
        },
        [],
        { description: '`record` is null for paper, and for what is not archived or was withdrawn.' },
      ),
    ),
    missing: listOf(
      shape(
        {
          what: text(
            'voucher: no archived record is the accounting voucher; vouchers: more than one is; number: it says another number or month; record: not archived; twice: two members are one record; originals: another count.',
            { enum: ['voucher', 'vouchers', 'number', 'record', 'twice', 'originals'] },
          ),
          blocking: flag('Keeps it from being closed, with a reason too.'),
          item: text(),
          expected: text(),
          found: text(),
        },
        ['item', 'expected', 'found'],
      ),
    ),
    history: listOf(
      shape(
        {
          act: count(),
          type: text(undefined, { enum: ['add', 'remove', 'reorder', 'undo', 'redo', 'close'] }),
          members: listOf(shape({ item: text(), role: text(undefined, { enum: [...MEMBER_ROLES] }) })),
          items: listOf(text()),
          reason: orNull(text()),
          missing: listOf(text()),
          at: time,
          by: uuid,
        },
        ['members', 'items', 'reason', 'missing'],
      ),
    ),
  }),
  NewRelation: fromZod(NEW_RELATION),
  RelationEnd: fromZod(RELATION_END),
  Event: shape({
    id: text('urn:uuid:<subject>/event/<number>'),
    type: text(),
    at: time,
    fondsNumber: text('Dense from 1 within the fonds.'),
    subjectNumber: text('Dense from 1 within the record.'),
    entry: text('The ledger entry, byte for byte, in base64.', { contentEncoding: 'base64' }),
    event: { type: 'object', description: 'The same entry, parsed (docs/ledger-format.md).' },
    hash: hex(64),
    receipt: orNull(text()),
    requestId: text(),
  }),
  EventPage: page(ref('Event')),
  Verification: shape({
    record: uuid,
    ok: flag(),
    checkedAt: time,
    event: text('The event that records this verification.'),
    package: shape({ key: text(), version: count(), sizeBytes: count(), sha256: hex(64) }),
    packages: listOf(shape({ key: text(), version: count(), sizeBytes: count(), sha256: hex(64) })),
    findings: listOf(ref('Finding')),
  }),
  Refusal: shape({
    id: uuid,
    fonds: orNull(uuid),
    principal: uuid,
    at: time,
    status: count(),
    code: text(),
    declaration: orNull(ref('Declaration')),
    sourceSystem: orNull(text()),
    businessKey: orNull(text()),
    findings: listOf(ref('Finding')),
    fingerprint: orNull(hex(64)),
  }),
  Problem: shape(
    {
      type: text('urn:dantao:problem:<code>'),
      code: text(undefined, { enum: Object.keys(PROBLEMS) }),
      title: text(),
      status: count(),
      detail: text(),
      instance: text('Where the refusal can be looked up.'),
      requestId: text('Also in X-Request-Id and in the log.'),
      errors: listOf(shape({ path: text(), message: text() })),
      findings: listOf(ref('Finding')),
      limit: count('The limit that was exceeded.'),
      retryAfterSeconds: count(),
    },
    ['instance', 'errors', 'findings', 'limit', 'retryAfterSeconds'],
    { description: 'RFC 9457 problem details.' },
  ),
  Limits: shape({
    maxFileBytes: count(),
    maxSubmissionBytes: count(),
    maxFiles: count(),
    maxRecordJsonBytes: count(),
    requestsPerMinute: count('Per API key.'),
    concurrentSubmissions: count('In this process.'),
    longestSubmissionMs: count('A stored package without a record is reported once it is older than this.'),
  }),
  NewPrincipal: fromZod(NEW_PRINCIPAL),
  Principal: shape({
    id: uuid,
    name: text(),
    role,
    fonds: orNull(listOf(uuid)),
    expiresAt: orNull(time),
    createdAt: time,
    disabled: flag(),
    keys: listOf(
      shape({ id: keyId, createdAt: time, expiresAt: orNull(time), revokedAt: orNull(time), lastUsedAt: orNull(time) }),
    ),
  }),
  PrincipalList: shape({ items: listOf(ref('Principal')) }),
  NewKey: fromZod(NEW_KEY),
  Key: shape({ id: keyId, secret: text('Shown this once; only a hash of it is kept.') }),
  SenderKey: {
    ...fromZod(SENDER_KEY),
    description: 'A public JWK (RFC 7517): Ed25519, P-256 or RSA of at least 2048 bits.',
  },
  NewFonds: fromZod(NEW_FONDS),
  NewFondsName: fromZod(NEW_FONDS_NAME),
  Fonds: shape({
    id: uuid,
    code: text(),
    name: text(),
    test: flag(),
    createdAt: time,
    names: listOf(
      shape({
        code: text(),
        name: text(),
        from: text(undefined, { format: 'date' }),
        until: orNull(text(undefined, { format: 'date' })),
      }),
    ),
    predecessors: listOf(uuid),
  }),
  NewReconciliation: fromZod(NEW_RECONCILIATION),
  Reconciliation: shape({
    seen: count('Objects looked at.'),
    unmentioned: count('Of these, older than the longest submission and in no row.'),
    resumeAfter: orNull(text('`after` of the next request; null when the end was reached.')),
    findings: listOf(ref('Finding')),
  }),
  DictionaryEntry: shape(
    {
      key: text('Stable slug; facts carry it.'),
      zh: text(),
      en: text(),
      type: text('`group`: holds other elements.', {
        enum: ['text', 'identifier', 'code', 'amount', 'number', 'date', 'boolean', 'group'],
      }),
      area: text('The table it stands in; `own`: added by a fonds.'),
      within: text('Key of the element it belongs to.'),
      group: text('Of a fact that is said once per line, entry, step.'),
      numbers: {
        type: 'object',
        additionalProperties: text(),
        description: 'Number or path by scheme: `{"DA/T 46": "M22"}`.',
      },
      obligation: { type: 'object', additionalProperties: text(), description: 'By scheme.' },
      condition: { type: 'object', description: 'When a conditional one is required.' },
      values: listOf(text()),
      maxLength: count('In characters.'),
      repeatable: { type: 'boolean' },
      aliases: listOf(text()),
      source: text(),
      grade: text(undefined, { enum: ['A', 'B', 'C'] }),
    },
    ['within', 'group', 'condition', 'values', 'maxLength'],
  ),
  CertificateVersions: shape({
    on: text(undefined, { format: 'date' }),
    inForce: listOf(uuid),
    versions: listOf(
      shape({
        record: uuid,
        title: text(),
        state: text(),
        certificate: text('Identifier without version and check character.'),
        version: text(),
        validFrom: orNull(text('As exact as the certificate says it.')),
        validUntil: orNull(text('Null: it says none.')),
        issued: orNull(text()),
        status: orNull(text()),
        follows: listOf(shape({ type: text('renews, changes, revokes, version-of.'), record: uuid })),
        inForce: flag(),
      }),
    ),
  }),
  Dictionary: shape({ items: listOf(ref('DictionaryEntry')) }),
  KindList: shape({
    items: listOf(
      shape({
        id: text('As in a declaration.'),
        zh: text(),
        en: text(),
        basis: text('A standard’s text, or public implementations of it.', {
          enum: ['standard', 'implementations', 'own'],
        }),
        fields: listOf({ type: 'object', description: 'Key and obligation.' }),
        defaults: shape({ classification: orNull(text()), retention: orNull(text()) }),
      }),
    ),
  }),
  NewElement: fromZod(NEW_ELEMENT),
  NewKind: fromZod(NEW_KIND),
  DictionaryItem: shape(
    {
      id: uuid,
      fonds: uuid,
      name: text('Key of the element, id of the kind.'),
      version: count('Of a kind, from 1.'),
      element: ref('DictionaryEntry'),
      kind: { type: 'object', description: 'The scheme, as in NewKind, with its version.' },
      addedAt: time,
      addedBy: uuid,
      withdrawn: orNull(shape({ at: time, by: uuid, reason: text() })),
    },
    ['element', 'kind'],
  ),
  DictionaryItemList: shape({ items: listOf(ref('DictionaryItem')) }),
  TrustState: shape({
    fonds: orNull(text('Code of the fonds; null: of a fonds without items of its own.')),
    snapshot: hex(64),
    sizeBytes: count('Of the snapshot.'),
    anchors: { type: 'object', additionalProperties: count(), description: 'Number of anchors by purpose.' },
    certificates: count('That help to build paths and are trusted for nothing.'),
    crls: count(),
    ocsps: count(),
  }),
  TrustItem: shape({
    id: uuid,
    fonds: orNull(text('Id of the fonds; null: for the whole archive.', { format: 'uuid' })),
    kind: text(undefined, { enum: ['anchor', 'certificate', 'crl', 'ocsp'] }),
    purpose: orNull(text('Of an anchor.')),
    label: text('Subject of a certificate, issuer and day of a CRL.'),
    sha256: hex(64),
    sizeBytes: count(),
    addedAt: time,
    addedBy: uuid,
    withdrawn: orNull(shape({ at: time, by: uuid, reason: text() })),
  }),
  TrustItemPage: page(ref('TrustItem')),
  TrustAdded: shape({
    items: listOf(ref('TrustItem')),
    added: count('How many of them were not in force there already.'),
  }),
  Withdrawal: fromZod(WITHDRAWAL),
  TrustSnapshot: shape({ digest: hex(64), key: text('Object key in the store.'), sizeBytes: count(), at: time }),
  TrustSnapshotPage: page(ref('TrustSnapshot')),
  Validation: shape({
    number: count('Dense from 1 within the record: the report of intake.'),
    at: time,
    trust: orNull(text('SHA-256 of the trust snapshot; null for a report from before there were any.')),
    policy: text(),
    total: count('Signatures, seals, time-stamps and counter-signatures.'),
    passed: count(),
    indeterminate: count(),
    failed: count(),
    report: orNull(shape({ sizeBytes: count(), sha256: hex(64) }, [], { description: 'Null: inside the package.' })),
    changes: listOf(
      shape({ file: text(), id: text(), from: orNull(ref('VerdictSaid')), to: orNull(ref('VerdictSaid')) }, [], {
        description: 'Against the report before.',
      }),
    ),
  }),
  VerdictSaid: shape({ verdict, subIndication: orNull(text()) }),
  ValidationPage: page(ref('Validation')),
  PendingValidation: shape({
    record: uuid,
    fonds: text('Code of the fonds.'),
    number: count('Of the newest report.'),
    trust: orNull(text('SHA-256 of the trust snapshot it was made under.')),
    awaits: text('`trust`: anchors or revocation data may settle it; `other`: content, a key or a reader is missing.', {
      enum: ['trust', 'other'],
    }),
    newTrust: flag('Trust changed since: another look may settle it.'),
    open: listOf(
      shape({
        file: text(),
        id: text(),
        kind: text(),
        verdict,
        subIndication: orNull(text()),
        reason: text('Why it did not pass.'),
      }),
    ),
  }),
  PendingValidationPage: page(ref('PendingValidation')),
  NewRevalidation: fromZod(NEW_REVALIDATION),
  Revalidation: shape({
    id: uuid,
    fonds: orNull(listOf(uuid)),
    all: flag(),
    actor: uuid,
    at: { ...time, description: 'Time of control of all its reports.' },
    state: text(undefined, { enum: ['waiting', 'running', 'done'] }),
    seen: count('Records gone through.'),
    revalidated: count('Of these, with a new report.'),
    changed: count('Of these, with another verdict than before.'),
    problems: listOf(shape({ record: uuid, code: text(), message: text() })),
    finishedAt: orNull(time),
  }),
  RevalidationPage: page(ref('Revalidation')),
  FondsList: shape({ items: listOf(ref('Fonds')) }),
  Jwks: shape({ keys: listOf({ type: 'object' }) }),
  Health: shape({ status: { const: 'ok' } }),
  Readiness: shape({
    status: text(undefined, { enum: ['ready', 'not-ready'] }),
    notReady: listOf(text('Name of the part.')),
    parts: listOf(shape({ name: text(), ready: flag() })),
  }),
  NewClaim: fromZod(NEW_CLAIM),
  BookingData: fromZod(BOOKING_DATA),
  Confirmation: fromZod(CONFIRMATION),
  Release: fromZod(RELEASE),
  Claim: shape({
    id: uuid,
    fonds: uuid,
    voucher: text('Duplicate key of the record.'),
    record: uuid,
    principal: uuid,
    reference: text('The ERP’s own id of it.'),
    amount: orNull(decimal('Null: the whole of a voucher without an amount.')),
    asked: orNull(decimal('Null: the whole remainder.')),
    currency: text(),
    booking: shape({ system: text(), accountingEntity: text(), documentNumber: text(), period: text() }, [
      'accountingEntity',
      'documentNumber',
      'period',
    ]),
    state: text('held 占用中 · confirmed 已入账 · released 已释放 · expired 已过期', {
      enum: ['held', 'confirmed', 'released', 'expired'],
    }),
    claimedAt: time,
    expiresAt: orNull({ ...time, description: 'Null once it is confirmed.' }),
    confirmedAt: orNull(time),
    endedAt: orNull(time),
    reason: orNull(text('Of the release.')),
  }),
  ClaimPage: page(ref('Claim')),
  VoucherStanding: shape(VOUCHER_STANDING),
  Voucher: shape(
    {
      ...VOUCHER_STANDING,
      claims: listOf(ref('Claim')),
      claimedElsewhere: flag('Another fonds holds a claim of this key; told only where the service is set to.'),
    },
    ['claimedElsewhere'],
  ),
  ClaimAnswer: shape({
    claim: ref('Claim'),
    voucher: ref('VoucherStanding'),
    repeated: flag('It had been done before; nothing was changed.'),
  }),
  Batch: shape(BATCH),
  BatchPage: page(ref('Batch')),
  SettledBatch: shape({ ...BATCH, results: listOf(ref('BatchResult')) }, ['results']),
  BatchResult: shape({
    index: count('From 0, in the order of the ZIP.'),
    name: text('The folder, or `records.jsonl:7`.'),
    source: orNull(source),
    status: text(
      'created 已收 · version 新版本 of a record that was there · existing 已有 · refused 拒收 · failed: a mistake of the service, send it again',
      {
        enum: ['created', 'version', 'existing', 'refused', 'failed'],
      },
    ),
    record: orNull(uuid),
    refusal: orNull(uuid),
    code: orNull(text('Why not, as a problem code.')),
    errors: listOf(shape({ path: text(), message: text() })),
    findings: listOf(ref('Finding')),
  }),
  BatchResultPage: shape({ items: listOf(ref('BatchResult')), next: orNull(count()) }),
};
