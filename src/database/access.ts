import { randomUUID } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { Access, type Fonds, type Principal, type PrincipalRow, type Role } from '../archive/ports.js';
import { ArchiveError, isArchiveError } from '../core/error.js';
import { type PendingEvent } from '../core/ledger/event.js';
import { askerOf, eventOf } from './ask.js';
import { fondsFromRow, FONDS_COLUMNS, type FondsRow } from './fonds-row.js';
import { type Sql } from './register-round.js';
import { type PostgresRegister } from './register.js';
import { keyIdOf, matches, newSecret } from './secret.js';

/** How long an answer about a key or a fonds may be old, in this process. */
const CACHE_MS = 5_000;
const CACHE_MOST = 10_000;
const LIVE_KEYS = 2;
/** Advisory locks: any fixed numbers, kept apart from the migration's. */
const LOCK_FONDS = 0x666f6e64;
const LOCK_FIRST = 0x66697273;

interface KeyRow {
  id: string;
  secret_hash: Buffer;
  principal: string;
  name: string;
  role: Role;
  fonds: string[] | null;
  dies_at: Date | null;
}

/** Principals, keys and fonds. Each change is one transaction with the event that tells of it. */
export class PostgresAccess extends Access {
  private readonly keys = new Map<string, { row: KeyRow; until: number }>();
  /** Counts revocations: an answer that was asked for before one must not be cached after it. */
  private revocations = 0;
  private readonly codes = new Map<string, { fonds: Fonds; until: number }>();
  private readonly sql: Sql;

  constructor(
    source: DataSource,
    private readonly register: PostgresRegister,
  ) {
    super();
    this.sql = askerOf(source);
  }

  override async authenticate(secret: string): Promise<Principal | null> {
    const id = keyIdOf(secret);
    if (id === null) return null;
    const row = await this.keyRow(id);
    if (row === null || !matches(secret, row.secret_hash)) return null;
    if (row.dies_at !== null && row.dies_at.getTime() <= Date.now()) return null;
    return { id: row.principal, name: row.name, role: row.role, fonds: row.fonds, keyId: row.id };
  }

  private async keyRow(id: string): Promise<KeyRow | null> {
    const cached = this.keys.get(id);
    if (cached && cached.until > Date.now()) return cached.row;
    const before = this.revocations;
    // Being asked for is noted at most once per life in the cache: a write per request would be too dear.
    const rows = await this.sql<KeyRow>(
      `SELECT k.id, k.secret_hash, p.id AS principal, p.name, p.role, p.fonds, least(k.expires_at, p.expires_at) AS dies_at
         FROM api_key k JOIN principal p ON p.id = k.principal
        WHERE k.id = $1 AND k.revoked_at IS NULL AND NOT p.disabled`,
      [id],
    );
    const row = rows[0];
    if (row === undefined) {
      this.keys.delete(id);
      return null;
    }
    if (this.keys.size >= CACHE_MOST) this.keys.clear();
    if (before === this.revocations) this.keys.set(id, { row, until: Date.now() + CACHE_MS });
    void this.sql('UPDATE api_key SET last_used_at = now() WHERE id = $1', [id]).catch(() => undefined);
    return row;
  }

  override async createPrincipal(
    input: { name: string; role: Role; fonds: string[] | null; expiresAt: Date | null },
    actor: string,
    requestId: string,
  ): Promise<PrincipalRow> {
    const id = randomUUID();
    const at = new Date();
    await this.assertFonds(input.fonds ?? []);
    const details = { name: input.name, role: input.role, fonds: input.fonds, expiresAt: iso(input.expiresAt) };
    const event = eventOf('principal-created', id, null, actor, details);
    await this.act([event], requestId, async (sql) => {
      const taken = await sql('SELECT 1 FROM principal WHERE name = $1', [input.name]);
      if (taken.length > 0) throw new ArchiveError('NAME_TAKEN', `there is a principal named ${input.name}`);
      await sql(
        'INSERT INTO principal (id, name, role, fonds, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [id, input.name, input.role, input.fonds, input.expiresAt, at],
      );
    });
    return { ...input, id, createdAt: at, disabled: false, keys: [] };
  }

  override async principals(): Promise<PrincipalRow[]> {
    const [people, keys] = await Promise.all([
      this.sql<PrincipalRow & { expires_at: Date | null; created_at: Date }>(
        'SELECT * FROM principal ORDER BY created_at, id',
      ),
      this.sql<{
        id: string;
        principal: string;
        created_at: Date;
        expires_at: Date | null;
        revoked_at: Date | null;
        last_used_at: Date | null;
      }>('SELECT id, principal, created_at, expires_at, revoked_at, last_used_at FROM api_key ORDER BY created_at, id'),
    ]);
    return people.map((row) => ({
      id: row.id,
      name: row.name,
      role: row.role,
      fonds: row.fonds,
      expiresAt: row.expires_at,
      createdAt: row.created_at,
      disabled: row.disabled,
      keys: keys
        .filter((key) => key.principal === row.id)
        .map((key) => ({ id: key.id, createdAt: key.created_at, expiresAt: key.expires_at, revokedAt: key.revoked_at, lastUsedAt: key.last_used_at })), // prettier-ignore
    }));
  }

  override async createKey(
    principal: string,
    expiresAt: Date | null,
    actor: string,
    requestId: string,
  ): Promise<{ id: string; secret: string }> {
    const key = newSecret();
    const event = eventOf('key-created', principal, null, actor, { key: key.id, expiresAt: iso(expiresAt) });
    await this.act([event], requestId, async (sql) => {
      // The lock on the principal keeps two requests from each making the second key.
      const found = await sql('SELECT 1 FROM principal WHERE id = $1 FOR UPDATE', [principal]);
      if (found.length === 0) throw new ArchiveError('PRINCIPAL_UNKNOWN', 'no such principal');
      const live = await sql(
        'SELECT 1 FROM api_key WHERE principal = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())',
        [principal],
      );
      if (live.length >= LIVE_KEYS) {
        throw new ArchiveError('KEY_LIMIT_REACHED', `the principal has ${live.length} live keys: revoke one first`, {
          detail: { limit: LIVE_KEYS },
        });
      }
      await sql(
        'INSERT INTO api_key (id, principal, secret_hash, created_at, expires_at) VALUES ($1, $2, $3, now(), $4)',
        [key.id, principal, key.hash, expiresAt],
      );
    });
    return { id: key.id, secret: key.secret };
  }

  override async revokeKey(key: string, actor: string, requestId: string): Promise<void> {
    const rows = await this.sql<{ principal: string; revoked_at: Date | null }>(
      'SELECT principal, revoked_at FROM api_key WHERE id = $1',
      [key],
    );
    const row = rows[0];
    if (row === undefined) throw new ArchiveError('KEY_UNKNOWN', 'no such key');
    if (row.revoked_at === null) {
      const event = eventOf('key-revoked', row.principal, null, actor, { key });
      await this.act([event], requestId, async (sql) => {
        await sql('UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL', [key]);
      });
    }
    this.revocations++;
    this.keys.delete(key);
  }

  override async setSenderKey(
    principal: string,
    kid: string,
    jwk: Record<string, unknown>,
    actor: string,
    requestId: string,
  ): Promise<void> {
    // As text: a number in it need not be one that an entry can carry.
    const event = eventOf('sender-key-set', principal, null, actor, { kid, jwk: JSON.stringify(jwk) });
    await this.act([event], requestId, async (sql) => {
      const found = await sql('SELECT 1 FROM principal WHERE id = $1', [principal]);
      if (found.length === 0) throw new ArchiveError('PRINCIPAL_UNKNOWN', 'no such principal');
      await sql(
        `INSERT INTO sender_key (principal, kid, jwk, set_at) VALUES ($1, $2, $3, now())
         ON CONFLICT (principal, kid) DO UPDATE SET jwk = excluded.jwk, set_at = excluded.set_at`,
        [principal, kid, JSON.stringify(jwk)],
      );
    });
  }

  override async senderKey(principal: string, kid: string): Promise<Record<string, unknown> | null> {
    const rows = await this.sql<{ jwk: Record<string, unknown> }>(
      'SELECT jwk FROM sender_key WHERE principal = $1 AND kid = $2',
      [principal, kid],
    );
    return rows[0]?.jwk ?? null;
  }

  override async createFonds(
    input: { code: string; name: string; test: boolean; from: string; predecessors?: string[] },
    actor: string,
    requestId: string,
  ): Promise<Fonds> {
    const id = randomUUID();
    const predecessors = input.predecessors ?? [];
    await this.assertFonds(predecessors);
    const event = eventOf('fonds-created', id, id, actor, { ...input, predecessors });
    await this.act([event], requestId, async (sql) => {
      await assertCodeFree(sql, input.code, input.from, null);
      await sql('INSERT INTO fonds (id, test, created_at, predecessors) VALUES ($1, $2, now(), $3)', [
        id,
        input.test,
        predecessors,
      ]);
      await sql('INSERT INTO fonds_name (fonds, valid_from, code, name) VALUES ($1, $2, $3, $4)', [
        id,
        input.from,
        input.code,
        input.name,
      ]);
      await sql('INSERT INTO fonds_head (fonds, number) VALUES ($1, 0)', [id]);
    });
    return this.fondsById(id);
  }

  override async renameFonds(
    id: string,
    input: { code: string; name: string; from: string },
    actor: string,
    requestId: string,
  ): Promise<Fonds> {
    const event = eventOf('fonds-changed', id, id, actor, { ...input });
    await this.act([event], requestId, async (sql) => {
      await assertCodeFree(sql, input.code, input.from, id);
      const names = await sql<{ valid_from: string }>(
        'SELECT valid_from::text FROM fonds_name WHERE fonds = $1 AND valid_until IS NULL FOR UPDATE',
        [id],
      );
      const last = names[0];
      if (last === undefined) throw new ArchiveError('FONDS_UNKNOWN', 'no such fonds');
      if (input.from <= last.valid_from) {
        throw new ArchiveError(
          'REQUEST_INVALID',
          `a new name must begin after ${last.valid_from}, the day its forerunner began`,
        );
      }
      await sql('UPDATE fonds_name SET valid_until = $3 WHERE fonds = $1 AND valid_from = $2', [
        id,
        last.valid_from,
        input.from,
      ]);
      await sql('INSERT INTO fonds_name (fonds, valid_from, code, name) VALUES ($1, $2, $3, $4)', [
        id,
        input.from,
        input.code,
        input.name,
      ]);
    });
    this.codes.clear();
    return this.fondsById(id);
  }

  override async fonds(): Promise<Fonds[]> {
    const rows = await this.sql<FondsRow>(`SELECT ${FONDS_COLUMNS} FROM fonds f ORDER BY f.created_at, f.id`);
    return rows.map((row) => fondsFromRow(row));
  }

  override async fondsByCode(code: string): Promise<Fonds | null> {
    const cached = this.codes.get(code);
    if (cached && cached.until > Date.now()) return cached.fonds;
    const rows = await this.sql<FondsRow>(
      `SELECT ${FONDS_COLUMNS} FROM fonds f JOIN fonds_name c ON c.fonds = f.id
        WHERE c.code = $1 AND c.valid_from <= current_date AND (c.valid_until IS NULL OR c.valid_until > current_date)`,
      [code],
    );
    if (rows[0] === undefined) return null;
    const fonds = fondsFromRow(rows[0]);
    if (this.codes.size >= CACHE_MOST) this.codes.clear();
    this.codes.set(code, { fonds, until: Date.now() + CACHE_MS });
    return fonds;
  }

  override async bootstrap(): Promise<string | null> {
    const id = randomUUID();
    const key = newSecret();
    if ((await this.sql('SELECT 1 FROM principal LIMIT 1')).length > 0) return null;
    const name = 'administrator';
    const events = [
      eventOf('principal-created', id, null, id, { name, role: name, fonds: null, expiresAt: null }),
      eventOf('key-created', id, null, id, { key: key.id, expiresAt: null }),
    ];
    try {
      await this.act(events, 'bootstrap', async (sql) => {
        // Two services starting at once: the second waits here and then finds a principal.
        await sql('SELECT pg_advisory_xact_lock($1)', [LOCK_FIRST]);
        if ((await sql('SELECT 1 FROM principal LIMIT 1')).length > 0) throw new ArchiveError('NAME_TAKEN', name);
        await sql('INSERT INTO principal (id, name, role, created_at) VALUES ($1, $2, $3, now())', [id, name, name]);
        await sql('INSERT INTO api_key (id, principal, secret_hash, created_at) VALUES ($1, $2, $3, now())', [
          key.id,
          id,
          key.hash,
        ]);
      });
    } catch (error) {
      if (isArchiveError(error) && error.code === 'NAME_TAKEN') return null;
      throw error;
    }
    return key.secret;
  }

  private async fondsById(id: string): Promise<Fonds> {
    const rows = await this.sql<FondsRow>(`SELECT ${FONDS_COLUMNS} FROM fonds f WHERE f.id = $1`, [id]);
    if (rows[0] === undefined) throw new ArchiveError('FONDS_UNKNOWN', 'no such fonds');
    return fondsFromRow(rows[0]);
  }

  private async assertFonds(ids: readonly string[]): Promise<void> {
    const known = await this.sql<{ id: string }>('SELECT id::text FROM fonds WHERE id::text = ANY($1)', [ids]);
    const missing = ids.find((id) => !known.some((row) => row.id === id));
    if (missing !== undefined) throw new ArchiveError('FONDS_UNKNOWN', `no fonds ${missing}`);
  }

  private async act(events: PendingEvent[], requestId: string, work: (sql: Sql) => Promise<void>): Promise<void> {
    await this.register.act({ events, requestId, work });
  }
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** No code may mean two fonds on the same day. The lock makes changes of fonds wait for one another. */
async function assertCodeFree(sql: Sql, code: string, from: string, self: string | null): Promise<void> {
  await sql('SELECT pg_advisory_xact_lock($1)', [LOCK_FONDS]);
  const taken = await sql(
    'SELECT 1 FROM fonds_name WHERE code = $1 AND (valid_until IS NULL OR valid_until > $2) AND fonds IS DISTINCT FROM $3::uuid',
    [code, from, self],
  );
  if (taken.length > 0) throw new ArchiveError('NAME_TAKEN', `the code ${code} is in use by another fonds`);
}
