import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type Database } from '../../src/database/connect.js';

/** A database of the embedded default in a folder of its own, which goes with it. */
export async function embeddedDatabase(): Promise<Database> {
  const dir = await mkdtemp(join(tmpdir(), 'dantao db '));
  const db = await connectDatabase({ embeddedDir: dir });
  return {
    ...db,
    close: async () => {
      await db.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
