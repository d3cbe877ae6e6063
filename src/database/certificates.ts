import { type DataSource } from 'typeorm';
import { type CertificateLink, CertificateRecords, type CertificateRow } from '../archive/certificate-ports.js';
import { askerOf } from './ask.js';
import { type Sql } from './register-round.js';

const COLUMNS = `r.id, r.fonds, r.title, r.state, r.duplicate_key AS "duplicateKey", r.facts, r.received_at AS "receivedAt"`;
const IN_SCOPE = '($2::uuid[] IS NULL OR r.fonds = ANY($2))';

/** By the index of duplicate keys, and both indexes of relations. */
export class PostgresCertificates extends CertificateRecords {
  private readonly sql: Sql;

  constructor(source: DataSource) {
    super();
    this.sql = askerOf(source, 'asking for certificates');
  }

  override byKeys(keys: readonly string[], scope: string[] | null, limit: number): Promise<CertificateRow[]> {
    return this.sql<CertificateRow>(
      `SELECT ${COLUMNS} FROM record r WHERE r.duplicate_key = ANY($1) AND ${IN_SCOPE} ORDER BY r.id LIMIT $3`,
      [keys, scope, limit],
    );
  }

  override async linked(
    records: readonly string[],
    types: readonly string[],
    scope: string[] | null,
    limit: number,
  ): Promise<{ links: CertificateLink[]; rows: CertificateRow[] }> {
    const links = await this.sql<CertificateLink>(
      `SELECT type, record, target AS after FROM relation
        WHERE (record = ANY($1::uuid[]) OR target = ANY($1::uuid[]))
          AND target IS NOT NULL AND ended_at IS NULL AND type = ANY($2)
        ORDER BY id LIMIT $3`,
      [records, types, limit],
    );
    const ids = [...new Set(links.flatMap(({ record, after }) => [record, after]))];
    const rows = await this.sql<CertificateRow>(
      `SELECT ${COLUMNS} FROM record r WHERE r.id = ANY($1::uuid[]) AND ${IN_SCOPE} ORDER BY r.id`,
      [ids, scope],
    );
    return { links, rows };
  }
}
