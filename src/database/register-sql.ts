/** Statements of the writing path. Arrays in, one row of work per element; names make the server keep their plans. */

/*
 * `r.fonds::text = i.fonds::text`: these plans are made while the tables are empty, when every index looks alike. Said
 * this way, the indexes that begin with the fonds are out of the question; they would read a whole fonds per record.
 */

/** Records that waited for this one and are completed before its sender is answered; the sweep completes the others. */
const MOST_AWAITED = 100;

export const NO_FONDS = '00000000-0000-0000-0000-000000000000';

/**
 * Locks the heads of the fonds concerned, always in the same order, and looks for what was committed before.
 * It sees what was committed when it began: a writer in another process that held the lock may have committed since.
 * The unique keys refuse that, and the round is run again.
 * $1 fonds; $2,$3 fonds+fingerprint; $4,$5,$6 principal+fonds+key; $7 subjects with earlier events; $8 duplicate keys, of the
 * fonds of $2; $9,$10,$11 places in $2, fonds and names of records that others may wait for.
 */
export const LOOK = {
  name: 'register-look',
  text: `
WITH heads AS (SELECT fonds, number FROM fonds_head WHERE fonds = ANY($1::uuid[]) ORDER BY fonds FOR UPDATE)
SELECT 'head' AS what, fonds::text AS a, number::text AS b, NULL AS c, NULL AS d FROM heads
UNION ALL
SELECT 'record', i.ord::text, r.id::text, NULL, NULL
  FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS i(fonds, fingerprint, ord)
  JOIN record r ON r.fingerprint = i.fingerprint AND r.fonds::text = i.fonds::text
UNION ALL
SELECT 'record', i.ord::text, v.record::text, NULL, NULL
  FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS i(fonds, fingerprint, ord)
  JOIN record_version v ON v.fingerprint = i.fingerprint AND v.fonds::text = i.fonds::text
UNION ALL
SELECT 'duplicate', i.ord::text, d.record::text, NULL, NULL
  FROM unnest($2::uuid[], $8::text[]) WITH ORDINALITY AS i(fonds, key, ord)
  JOIN duplicate_key d ON d.key = i.key AND d.fonds::text = i.fonds::text
UNION ALL
SELECT 'awaited', i.ord::text, e.record::text, NULL, NULL
  FROM unnest($9::integer[], $10::uuid[], $11::text[]) AS i(ord, fonds, key)
  CROSS JOIN LATERAL (SELECT e.record FROM expectation e
                       WHERE e.key = i.key AND e.fonds::text = i.fonds::text AND e.met_at IS NULL LIMIT ${MOST_AWAITED}) e
UNION ALL
SELECT 'key', i.ord::text, k.record::text, k.fingerprint, k.refusal::text
  FROM unnest($4::uuid[], $5::uuid[], $6::text[]) WITH ORDINALITY AS i(principal, fonds, key, ord)
  JOIN idempotency k ON k.principal = i.principal AND k.fonds = i.fonds AND k.key = i.key
UNION ALL
SELECT 'subject', i.subject::text, e.subject_number::text, encode(e.hash, 'hex'), NULL
  FROM unnest($7::uuid[]) AS i(subject)
  CROSS JOIN LATERAL (SELECT subject_number, hash FROM event WHERE event.subject = i.subject
                      ORDER BY subject_number DESC LIMIT 1) e`,
};

export interface LookRow {
  what: 'head' | 'record' | 'duplicate' | 'awaited' | 'key' | 'subject';
  a: string;
  b: string | null;
  c: string | null;
  d: string | null;
}

/** Events with heads, side rows and outbox; idempotency keys; hints that are no longer needed. */
export const WRITE_EVENTS = {
  name: 'register-events',
  text: `
WITH heads AS (
  UPDATE fonds_head h SET number = n.number FROM unnest($1::uuid[], $2::bigint[]) AS n(fonds, number)
   WHERE h.fonds = n.fonds),
events AS (
  INSERT INTO event (subject, subject_number, fonds, fonds_number, type, at, entry, hash, receipt, request_id)
  SELECT subject, subject_number, fonds, fonds_number, type, at, decode(entry, 'hex'), decode(hash, 'hex'), receipt, request_id
    FROM unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::bigint[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[])
      AS e(subject, subject_number, fonds, fonds_number, type, at, entry, hash, receipt, request_id)),
details AS (
  INSERT INTO event_detail (subject, subject_number, details, salt)
  SELECT subject, subject_number, decode(details, 'hex'), decode(salt, 'hex')
    FROM unnest($3::uuid[], $4::bigint[], $13::text[], $14::text[]) AS d(subject, subject_number, details, salt)),
outgoing AS (
  INSERT INTO outbox (subject, subject_number)
  SELECT subject, subject_number
    FROM unnest($3::uuid[], $4::bigint[]) WITH ORDINALITY AS o(subject, subject_number, ord) ORDER BY ord),
keys AS (
  INSERT INTO idempotency (principal, fonds, key, fingerprint, record, refusal)
  SELECT * FROM unnest($15::uuid[], $16::uuid[], $17::text[], $18::text[], $19::uuid[], $20::uuid[])),
intents AS (
  DELETE FROM intent t USING unnest($21::uuid[], $22::text[]) AS i(fonds, fingerprint)
   WHERE t.fonds = i.fonds AND t.fingerprint = i.fingerprint)
DELETE FROM orphan WHERE record = ANY($23::uuid[])`,
};

export const WRITE_RECORDS = {
  name: 'register-records',
  text: `
WITH records AS (
  INSERT INTO record (id, fonds, kind, title, creator, date, date_from, retention, source_system, business_key, state,
                      state_reason, declaration, findings, fingerprint, content_key, principal, received_at,
                      facts, duplicate_key, voucher, found_relations)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[],
                       $9::text[], $10::text[], $11::text[], $12::json[], $13::json[], $14::json[], $15::text[],
                       $16::text[], $17::uuid[], $18::timestamptz[], $41::json[], $42::text[], $43::json[], $44::json[])),
packages AS (
  INSERT INTO package (record, version, key, store_version, size_bytes, sha256, sha512, nonce, at)
  SELECT record, version, key, store_version, size_bytes, decode(sha256, 'hex'), decode(sha512, 'hex'), decode(nonce, 'hex'), at
    FROM unnest($19::uuid[], $20::integer[], $21::text[], $22::text[], $23::bigint[], $24::text[], $25::text[], $26::text[], $27::timestamptz[])
      AS p(record, version, key, store_version, size_bytes, sha256, sha512, nonce, at))
INSERT INTO file (record, version, index, path, "offset", size_bytes, sha256, sha512, sm3, crc32, declared, facts, signatures)
SELECT record, version, index, path, start, size_bytes, decode(sha256, 'hex'), decode(sha512, 'hex'), decode(sm3, 'hex'), crc32, declared, facts, signatures
  FROM unnest($28::uuid[], $29::integer[], $30::integer[], $31::text[], $32::bigint[], $33::bigint[], $34::text[], $35::text[], $36::text[], $37::bigint[], $38::json[], $39::json[], $40::json[])
    AS f(record, version, index, path, start, size_bytes, sha256, sha512, sm3, crc32, declared, facts, signatures)`,
};

export const WRITE_DUPLICATE_KEYS = {
  name: 'register-duplicate-keys',
  text: `INSERT INTO duplicate_key (key, fonds, record) SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[])`,
};

export const WRITE_EXPECTATIONS = {
  name: 'register-expectations',
  text: `
INSERT INTO expectation (record, number, fonds, wanted, key, until, met_at, met_by)
SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::json[], $5::text[], $6::date[], $7::timestamptz[], $8::uuid[])`,
};

export const WRITE_CONFLICTS = {
  name: 'register-conflicts',
  text: `
INSERT INTO conflict (id, fonds, key, first, second, differences, at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::json[], $7::timestamptz[])`,
};

/** Reports on signatures; each becomes the newest of its record. */
export const WRITE_VALIDATIONS = {
  name: 'register-validations',
  text: `
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::integer[], $8::integer[], $9::integer[], $10::integer[], $11::text[], $12::bigint[], $13::text[], $14::json[], $15::text[], $16::json[])
    AS v(record, number, fonds, at, trust, policy, total, passed, indeterminate, failed, key, size_bytes, sha256, changes, awaits, open)),
reports AS (
  INSERT INTO validation (record, number, fonds, at, trust, policy, total, passed, indeterminate, failed, key, size_bytes, sha256, changes)
  SELECT record, number, fonds, at, decode(trust, 'hex'), policy, total, passed, indeterminate, failed, key, size_bytes, decode(sha256, 'hex'), changes
    FROM given)
INSERT INTO validation_head (record, fonds, number, trust, awaits, open)
SELECT record, fonds, number, decode(trust, 'hex'), awaits, open FROM given
ON CONFLICT (record) DO UPDATE SET number = excluded.number, trust = excluded.trust, awaits = excluded.awaits, open = excluded.open`,
};

export const WRITE_REFUSALS = {
  name: 'register-refusals',
  text: `
INSERT INTO refusal (id, fonds, principal, at, status, code, declaration, source_system, business_key, findings, fingerprint)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::integer[], $6::text[], $7::json[], $8::text[], $9::text[], $10::json[], $11::text[])`,
};

export const WRITE_STATES = {
  name: 'register-states',
  text: `
UPDATE record r SET state = s.state, state_reason = s.reason
  FROM unnest($1::uuid[], $2::text[], $3::json[]) AS s(record, state, reason) WHERE r.id = s.record`,
};

/** After a lost answer: waits for whoever still holds the head, then says whether our event is there. */
export const WAS_IT_COMMITTED = `
WITH head AS (SELECT number FROM fonds_head WHERE fonds = $1 FOR UPDATE) SELECT count(*) FROM head`;

/**
 * Where submissions stand, and the intents of new ones, in one statement and one transaction of its own.
 *
 * That transaction alone does not wait for the disk. An intent is a hint: the next commit's flush carries it. If the
 * power fails before, what remains is at most an object nobody mentions, which the job finds and notes in \`orphan\`.
 * (A setting that is local to a transaction holds until its commit is decided, also in a transaction of one statement.)
 */
export const BEGIN = {
  name: 'register-begin',
  text: `
WITH lazy AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS off),
input AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[], $8::text[])
    WITH ORDINALITY AS i(principal, fonds, key, fingerprint, content, record, at, nonce, ord)),
known AS MATERIALIZED (
  SELECT i.ord, k.fingerprint AS key_fingerprint, k.record AS key_record, k.refusal AS key_refusal, r.id AS stored,
         o.record AS orphan, o.at AS orphan_at, o.nonce AS orphan_nonce, c.id AS same_content
    FROM input i
    LEFT JOIN LATERAL (SELECT fingerprint, record, refusal FROM idempotency k
                        WHERE k.principal = i.principal AND k.fonds = i.fonds AND k.key = i.key) k ON true
    LEFT JOIN LATERAL (SELECT id FROM record r WHERE r.fingerprint = i.fingerprint AND r.fonds::text = i.fonds::text
                       UNION ALL
                       SELECT record FROM record_version v WHERE v.fingerprint = i.fingerprint AND v.fonds::text = i.fonds::text
                       LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT record, at, nonce FROM orphan o WHERE o.fonds = i.fonds AND o.fingerprint = i.fingerprint
                        ORDER BY at, key LIMIT 1) o ON true
    LEFT JOIN LATERAL (SELECT id FROM record c WHERE c.content_key = i.content AND c.fonds::text = i.fonds::text LIMIT 1) c ON true),
made AS (
  INSERT INTO intent (fonds, fingerprint, record, at, nonce)
  SELECT i.fonds, i.fingerprint, i.record, i.at, decode(i.nonce, 'hex') FROM input i JOIN known n ON n.ord = i.ord
   WHERE n.key_fingerprint IS NULL AND n.stored IS NULL AND n.orphan IS NULL
  ON CONFLICT (fonds, fingerprint) DO UPDATE SET record = intent.record
  RETURNING fonds, fingerprint, record, at, nonce)
SELECT n.ord::int, n.key_fingerprint, n.key_record, n.key_refusal, n.stored, n.same_content,
       coalesce(n.orphan, m.record) AS record, coalesce(n.orphan_at, m.at) AS at,
       encode(coalesce(n.orphan_nonce, m.nonce), 'hex') AS nonce, lazy.off
  FROM lazy CROSS JOIN known n JOIN input i ON i.ord = n.ord
  LEFT JOIN made m ON m.fonds = i.fonds AND m.fingerprint = i.fingerprint`,
};

export interface BeginRow {
  ord: number;
  key_fingerprint: string | null;
  key_record: string | null;
  key_refusal: string | null;
  stored: string | null;
  same_content: string | null;
  record: string | null;
  at: Date | null;
  nonce: string | null;
}

/** $1 principal, $2 fonds, $3 key, $4 fingerprint, $5 record: another key for a record that is there already. */
export const BIND_KEY = `
INSERT INTO idempotency (principal, fonds, key, fingerprint, record) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING`;

export const NOTE_ORPHAN = `
INSERT INTO orphan (key, record, fonds, at, nonce, fingerprint, size_bytes)
VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7) ON CONFLICT (key) DO NOTHING`;

/** Intents of submissions that never reached their commit; the objects they may have left are in \`orphan\` by then. */
export const FORGET_INTENTS = `DELETE FROM intent WHERE at < now() - interval '30 days'`;
