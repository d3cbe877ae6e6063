import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { canonicalJsonOfAny } from '../core/json.js';
import { type Declaration } from '../core/record.js';
import { LocalFileError, localReason } from './local-source.js';
import { LocalBody } from './measured-file.js';
import { matchFiles, UsageError } from './record-folder.js';
import { type Outgoing } from './send-record.js';

/** One record to send: a single file, or a folder that holds a record.json. */
export interface Found {
  /** The file or the folder, as given and walked. */
  path: string;
  /** Below the argument it was found under; part of the idempotency key, so that a moved folder stays the same. */
  name: string;
  folder: boolean;
}

export interface Defaults {
  fonds: string;
  kind: string;
  titleFrom: 'name' | 'path';
  source?: string;
}

const RECORD_JSON = 'record.json';

/** Everything below the paths, in a fixed order. Names that begin with a dot and what is neither file nor folder are `skipped`. */
export async function findRecords(paths: readonly string[]): Promise<{ found: Found[]; skipped: string[] }> {
  const found: Found[] = [];
  const skipped: string[] = [];
  const walk = async (path: string, name: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(unreadable(path));
    if (entries.some((e) => e.name === RECORD_JSON && e.isFile())) {
      found.push({ path, name, folder: true });
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const [inner, innerName] = [join(path, entry.name), `${name}/${entry.name}`];
      if (entry.name.startsWith('.') || (!entry.isFile() && !entry.isDirectory())) skipped.push(inner);
      else if (entry.isDirectory()) await walk(inner, innerName);
      else found.push({ path: inner, name: innerName, folder: false });
    }
  };
  for (const path of paths) {
    const about = await stat(path).catch(unreadable(path));
    const name = basename(path.replace(/\/+$/, '')) || path;
    if (about.isDirectory()) await walk(path, name);
    else if (about.isFile()) found.push({ path, name, folder: false });
    else throw new LocalFileError(`${path}: is not a regular file`);
  }
  return { found, skipped };
}

/** What will be sent for it. Throws LocalFileError or UsageError when it can't be sent as it lies there. */
export async function outgoingOf(record: Found, defaults: Defaults): Promise<Outgoing> {
  const { declaration, files } = record.folder ? await ofFolder(record, defaults) : ofFile(record, defaults);
  const measured: (Outgoing['files'][number] & { sha256: string })[] = [];
  for (const { part, path } of files) {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const piece of new LocalBody(path)) {
      sizeBytes += piece.length;
      hash.update(piece);
    }
    measured.push({ part, path, sizeBytes, sha256: hash.digest('hex') });
  }
  // A digest taken here and declared lets the service notice every change on the way; one that was declared stays.
  for (const { part, sizeBytes, sha256 } of measured) {
    const declared = declaration.files.find((f) => f.part === part)!;
    declared.sizeBytes ??= sizeBytes;
    declared.digests ??= { sha256 };
  }
  const content = canonicalJsonOfAny({
    name: record.name,
    declaration,
    files: measured.map(({ part, sha256 }) => ({ part, sha256 })),
  });
  return {
    declarationBytes: Buffer.from(JSON.stringify(declaration)),
    files: measured,
    idempotencyKey: `ingest-${createHash('sha256').update(content).digest('hex')}`,
  };
}

type Described = { declaration: Declaration; files: { part: string; path: string }[] };

function ofFile({ path, name }: Found, { fonds, kind, titleFrom, source }: Defaults): Described {
  const title = titleFrom === 'path' ? name : basename(name, extname(name)) || name;
  const declaration: Declaration = {
    fonds,
    kind,
    title,
    ...(source ? { source: { system: source, businessKey: name } } : {}),
    files: [{ part: 'f1', name: basename(name) }],
  };
  return { declaration, files: [{ part: 'f1', path }] };
}

async function ofFolder({ path, name }: Found, { fonds, kind, source }: Defaults): Promise<Described> {
  const at = join(path, RECORD_JSON);
  const text = await readFile(at, 'utf8').catch(unreadable(at));
  let said: Partial<Declaration>;
  try {
    said = JSON.parse(text) as Partial<Declaration>;
  } catch (cause) {
    throw new UsageError(`${at}: ${(cause as Error).message}`, { cause });
  }
  const inside = await filesBelow(path);
  const declaration: Declaration = {
    ...said,
    fonds: said.fonds ?? fonds,
    kind: said.kind ?? kind,
    title: said.title ?? basename(name),
    ...(said.source || !source ? {} : { source: { system: source, businessKey: name } }),
    files:
      said.files?.map((f) => ({ ...f })) ??
      inside.map((file, i) => ({ part: `f${i + 1}`, name: file.slice(path.length + 1) })),
  };
  const { matched, missing, unused } = matchFiles(declaration, inside);
  if (missing.length > 0) throw new UsageError(`${at}: no file for ${missing.join(', ')}`);
  // A file that stays behind unseen would be lost with the source.
  if (unused.length > 0) throw new UsageError(`${at}: files[] does not list ${unused.join(', ')}`);
  return { declaration, files: declaration.files.map(({ part }) => ({ part, path: matched.get(part)! })) };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(unreadable(folder));
  return entries
    .filter((e) => e.isFile() && !e.name.startsWith('.'))
    .map((e) => join(e.parentPath, e.name))
    .filter((p) => p !== join(folder, RECORD_JSON))
    .sort();
}

function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  };
}
