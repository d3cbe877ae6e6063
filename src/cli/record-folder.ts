import { basename } from 'node:path';
import { type Declaration } from '../core/record.js';

/** The command line asks for something that can't be done as asked; the message is one line for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Which local file carries which declared part: by part name, by the whole declared name at the end of the path, or by the last
 * segment when only one file has it. Each local file is used once; `missing` are declared files without one, `unused` the others.
 */
export function matchFiles(
  declaration: Pick<Declaration, 'files'>,
  paths: readonly string[],
): { matched: Map<string, string>; missing: string[]; unused: string[] } {
  const free = new Set(paths);
  const matched = new Map<string, string>();
  const rules: ((path: string, file: Declaration['files'][number]) => boolean)[] = [
    (path, { name }) => path === name || path.endsWith(`/${name}`),
    (path, { part }) => basename(path) === part,
    (path, { name }) => basename(path) === basename(name),
  ];
  for (const rule of rules) {
    for (const file of declaration.files) {
      if (matched.has(file.part)) continue;
      const fitting = [...free].filter((path) => rule(path, file));
      // Two files of one name in different folders: taking either would be a guess.
      if (fitting.length !== 1) continue;
      matched.set(file.part, fitting[0]!);
      free.delete(fitting[0]!);
    }
  }
  return {
    matched,
    missing: declaration.files.filter((f) => !matched.has(f.part)).map((f) => f.name),
    unused: [...free],
  };
}
