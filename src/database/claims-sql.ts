/** Statements of a round of claims. They go out together: the look comes behind the locks, and sees what they waited for. */

/** $1,$2 fonds+key. Rows for vouchers that are archived; always in the same order, as the locks are. */
export const MAKE_VOUCHERS = {
  name: 'claims-make',
  text: `
INSERT INTO voucher (fonds, key)
SELECT i.fonds, i.key FROM unnest($1::uuid[], $2::text[]) AS i(fonds, key)
 WHERE NOT EXISTS (SELECT FROM voucher v WHERE v.fonds = i.fonds AND v.key = i.key)
   AND EXISTS (SELECT FROM record r WHERE r.duplicate_key = i.key AND r.fonds::text = i.fonds::text AND r.voucher IS NOT NULL)
 ORDER BY i.fonds, i.key ON CONFLICT DO NOTHING`,
};

export const LOCK_VOUCHERS = {
  name: 'claims-lock',
  text: `
SELECT v.fonds, v.key FROM voucher v JOIN unnest($1::uuid[], $2::text[]) AS i(fonds, key) ON v.fonds = i.fonds AND v.key = i.key
 ORDER BY v.fonds, v.key FOR UPDATE OF v`,
};

export const CLAIM = `json_build_object('id', c.id, 'fonds', c.fonds, 'voucher', c.voucher, 'record', c.record, 'principal', c.principal,
  'reference', c.reference, 'amount', c.amount::text, 'asked', c.asked::text, 'currency', c.currency, 'booking', c.booking,
  'state', c.state, 'claimedAt', c.claimed_at, 'expiresAt', c.expires_at, 'confirmedAt', c.confirmed_at, 'endedAt', c.ended_at,
  'reason', c.reason)`;

/** What is held past its time is free, whether somebody noted its end or not. */
const LIVE = `c.state IN ('held', 'confirmed') AND (c.state = 'confirmed' OR c.expires_at > t.now)`;

/**
 * Everything about some vouchers, at one time of the database's clock. $1,$2 fonds+key; $3 ids of claims;
 * $4,$5,$6 fonds+principal+reference; $7 how many of the live claims of each voucher.
 */
export const LOOK_AT_VOUCHERS = {
  name: 'claims-look',
  text: `
WITH t AS MATERIALIZED (SELECT clock_timestamp()::timestamptz(3) AS now),
i AS MATERIALIZED (SELECT * FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS i(fonds, key, ord))
SELECT 'now' AS what, 0 AS ord, json_build_object('now', now) AS data FROM t
UNION ALL
SELECT 'record', i.ord, json_build_object('id', r.id, 'withdrawn', r.state = 'withdrawn', 'voucher', r.voucher)
  FROM i JOIN record r ON r.duplicate_key = i.key AND r.fonds::text = i.fonds::text AND r.voucher IS NOT NULL
UNION ALL
SELECT 'red', i.ord, json_build_object('key', r.duplicate_key, 'record', r.id, 'amount', r.voucher->>'amount')
  FROM i JOIN record r ON red_of(r.found_relations) = i.key AND r.fonds::text = i.fonds::text AND r.voucher IS NOT NULL
   AND r.state <> 'withdrawn'
UNION ALL
SELECT 'sums', i.ord, s.data FROM i CROSS JOIN LATERAL (
  SELECT json_build_object(
      'held', coalesce(sum(c.amount) FILTER (WHERE c.state = 'held'), 0)::text, 'holds', count(*) FILTER (WHERE c.state = 'held'),
      'confirmed', coalesce(sum(c.amount) FILTER (WHERE c.state = 'confirmed'), 0)::text,
      'confirmations', count(*) FILTER (WHERE c.state = 'confirmed')) AS data
    FROM voucher_claim c CROSS JOIN t WHERE c.voucher = i.key AND c.fonds = i.fonds AND ${LIVE}) s
UNION ALL
SELECT 'live', i.ord, s.data FROM i CROSS JOIN LATERAL (
  SELECT ${CLAIM} AS data FROM voucher_claim c CROSS JOIN t
   WHERE c.voucher = i.key AND c.fonds = i.fonds AND ${LIVE} ORDER BY c.id DESC LIMIT $7) s
UNION ALL
SELECT 'claim', i.ord, s.data FROM i CROSS JOIN LATERAL (
  SELECT ${CLAIM} AS data FROM voucher_claim c CROSS JOIN t
   WHERE c.voucher = i.key AND c.fonds = i.fonds AND c.state = 'held' AND c.expires_at <= t.now LIMIT 500) s
UNION ALL
SELECT 'claim', 0, ${CLAIM} FROM voucher_claim c WHERE c.id = ANY($3::uuid[])
UNION ALL
SELECT 'claim', 0, ${CLAIM} FROM unnest($4::uuid[], $5::uuid[], $6::text[]) AS n(fonds, principal, reference)
  JOIN voucher_claim c ON c.fonds = n.fonds AND c.principal = n.principal AND c.reference = n.reference`,
};

export interface LookedRow {
  what: 'now' | 'record' | 'red' | 'sums' | 'live' | 'claim';
  /** Position of the voucher from one; 0: of none. */
  ord: string | number;
  data: Record<string, unknown>;
}

/** New claims, and what became of those that were there. */
export const WRITE_CLAIMS = {
  name: 'claims-write',
  text: `
INSERT INTO voucher_claim (id, fonds, voucher, record, principal, reference, amount, asked, currency, booking, state, claimed_at,
                           expires_at, confirmed_at, ended_at, reason)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::numeric[], $8::numeric[], $9::text[],
                     $10::json[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::text[])
ON CONFLICT (id) DO UPDATE SET booking = excluded.booking, state = excluded.state, confirmed_at = excluded.confirmed_at,
  ended_at = excluded.ended_at, reason = excluded.reason`,
};

/** $1 key, $2 fonds. */
export const ELSEWHERE = `
SELECT EXISTS (SELECT FROM voucher_claim c, (SELECT now() AS now) t WHERE c.voucher = $1 AND c.fonds <> $2 AND ${LIVE}) AS elsewhere`;

/** $1 how many. */
export const OVERDUE = `
SELECT DISTINCT fonds, voucher FROM (SELECT fonds, voucher FROM voucher_claim
  WHERE state = 'held' AND expires_at <= now() ORDER BY expires_at LIMIT $1) c`;
