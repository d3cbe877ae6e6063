import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** The embedded database of a running service, past everything the service may do. */
export async function asSuperuser<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const dir = join(dataDir, 'postgres');
  const { superuser } = JSON.parse(await readFile(join(dir, 'credentials.json'), 'utf8')) as { superuser: string };
  const client = new pg.Client({
    host: join(dir, 'socket'),
    user: 'postgres',
    password: superuser,
    database: 'dantao',
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every row of every table of the embedded database, as PostgreSQL writes it: bytes as hex. */
export function everyRowAsText(dataDir: string): Promise<string> {
  return asSuperuser(dataDir, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    let text = '';
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      text += rows.map(({ row }) => `${name} ${row}\n`).join('');
    }
    return text;
  });
}
