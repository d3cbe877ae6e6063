import { type Finding } from './finding.js';
import { type ZipArchive, type ZipEntry } from './zip.js';

/** A record of a batch: its declaration, and where its files lie. */
export interface BatchItem {
  /** For people: the folder, or `records.jsonl:7`. */
  name: string;
  /** The exact bytes of the declaration; null when they can't be had. */
  declaration(): Promise<Uint8Array | null>;
  /** What to send behind it: each file under the part name of the declaration; what is not declared under its own name. */
  parts(declared: readonly { part: string; name: string }[]): { part: string; entry: ZipEntry }[];
}

export interface BatchPlan {
  items: BatchItem[];
  /** Of all files of the records, as the directory of the ZIP says. */
  contentBytes: number;
  /** Files that belong to no record. */
  unused: string[];
  /** There are more records than may be asked for: `items` holds the first of them. */
  tooMany: boolean;
}

const RECORD = 'record.json';
const LINES = 'records.jsonl';
const FILES = 'files/';
/** What archivers of desktops add by themselves. */
const DEBRIS = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;
const LF = 0x0a;
/** Folders in folders; what lies deeper is of no record. */
const MAX_DEPTH = 64;

/**
 * The records of a batch, in the order of the ZIP: one per folder with a `record.json` in it, its files beside it under
 * their declared names; or one per line of `records.jsonl`, their files as `files/<part>`. Null when there is neither.
 */
export async function planBatch(archive: ZipArchive, maxItems: number): Promise<BatchPlan | null> {
  const entries = archive.entries.filter(({ name, directory }) => !directory && !DEBRIS.test(name));
  const lines = archive.byName.get(LINES);
  return lines ? linesPlan(archive, lines, entries, maxItems) : foldersPlan(archive, entries, maxItems);
}

interface Folder {
  inside: Map<string, Folder>;
  /** Of the record whose folder this is. */
  own: { folder: string; record: ZipEntry; files: ZipEntry[] } | null;
}

function foldersPlan(archive: ZipArchive, entries: readonly ZipEntry[], maxItems: number): BatchPlan | null {
  const top: Folder = { inside: new Map(), own: null };
  const records: NonNullable<Folder['own']>[] = [];
  let tooMany = false;
  for (const entry of entries) {
    if (entry.name !== RECORD && !entry.name.endsWith(`/${RECORD}`)) continue;
    const folder = entry.name.slice(0, -RECORD.length);
    const names = folder.split('/', MAX_DEPTH + 1).slice(0, -1);
    if (names.length === MAX_DEPTH) continue;
    if (records.length === maxItems) {
      tooMany = true;
      break;
    }
    let at = top;
    for (const name of names) {
      const next = at.inside.get(name) ?? { inside: new Map<string, Folder>(), own: null };
      at.inside.set(name, next);
      at = next;
    }
    at.own = { folder, record: entry, files: [] };
    records.push(at.own);
  }
  if (records.length === 0) return null;
  const unused: string[] = [];
  let contentBytes = 0;
  for (const entry of entries) {
    const own = ownerOf(entry.name, top);
    if (own === null) unused.push(entry.name);
    else if (entry !== own.record) {
      own.files.push(entry);
      contentBytes += entry.sizeBytes;
    }
  }
  const items = records.map(({ folder, record, files }): BatchItem => ({
    name: folder === '' ? RECORD : folder.slice(0, -1),
    declaration: () => archive.read(record),
    parts: (declared) => {
      const parts = new Map(declared.map(({ part, name }) => [name, part]));
      return files.map((entry) => {
        const name = entry.name.slice(folder.length);
        return { part: parts.get(name) ?? name, entry };
      });
    },
  }));
  return { items, contentBytes, unused, tooMany };
}

/** The innermost folder with a record: one step for each folder in the name, however long it is. */
function ownerOf(name: string, top: Folder): Folder['own'] {
  let { own } = top;
  let at: Folder | undefined = top;
  for (let from = 0, to = name.indexOf('/'); to >= 0; from = to + 1, to = name.indexOf('/', from)) {
    at = at.inside.get(name.slice(from, to));
    if (at === undefined) break;
    own = at.own ?? own;
  }
  return own;
}

async function linesPlan(
  archive: ZipArchive,
  lines: ZipEntry,
  entries: readonly ZipEntry[],
  maxItems: number,
): Promise<BatchPlan | null> {
  const bytes = await archive.read(lines);
  if (bytes === null) return null;
  const items: BatchItem[] = [];
  const used = new Set<string>([LINES]);
  let number = 0;
  let tooMany = false;
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(LF, at);
    const line = trimmed(bytes.subarray(at, end < 0 ? bytes.length : end));
    at = end < 0 ? bytes.length : end + 1;
    number += 1;
    if (line.length === 0) continue;
    if (items.length === maxItems) {
      tooMany = true;
      break;
    }
    for (const part of partsIn(line)) used.add(FILES + part);
    items.push({
      name: `${LINES}:${number}`,
      declaration: async () => line,
      parts: (declared) =>
        declared.flatMap(({ part }) => {
          const entry = archive.byName.get(FILES + part);
          return entry ? [{ part, entry }] : [];
        }),
    });
  }
  const files = entries.filter(({ name }) => name !== LINES);
  return {
    items,
    contentBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    unused: files.filter(({ name }) => !used.has(name)).map(({ name }) => name),
    tooMany,
  };
}

/** Without CR and spaces at its ends, and without a byte order mark in front. */
function trimmed(line: Buffer): Buffer {
  let [from, to] = [line.subarray(0, 3).toString('hex') === 'efbbbf' ? 3 : 0, line.length];
  while (from < to && line[from]! <= 0x20) from++;
  while (to > from && line[to - 1]! <= 0x20) to--;
  return line.subarray(from, to);
}

/** The parts a line names; none when it is no declaration: its own check says why. */
function partsIn(line: Buffer): string[] {
  return declaredFiles(line).map(({ part }) => part);
}

/** What a declaration lists as files, as far as it can be read. */
export function declaredFiles(declaration: Uint8Array): { part: string; name: string }[] {
  try {
    const { files } = JSON.parse(Buffer.from(declaration).toString('utf8')) as { files?: unknown };
    if (!Array.isArray(files)) return [];
    return files.filter(
      (file): file is { part: string; name: string } =>
        typeof (file as { part?: unknown } | null)?.part === 'string' &&
        typeof (file as { name?: unknown }).name === 'string',
    );
  } catch {
    return [];
  }
}

/** Faults of the ZIP itself that leave open what belongs to whom. */
export const isUnusable = ({ severity }: Finding): boolean => severity === 'error';
