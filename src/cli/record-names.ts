import { resolve, sep } from 'node:path';

/** What files are called in a record that they make together: their paths below the folder that holds all of them, with `/`. */
export function recordNames(files: readonly string[]): string[] {
  const paths = files.map((file) => resolve(file).split(sep));
  const [first] = paths;
  if (first === undefined) return [];
  let shared = 0;
  while (paths.every((path) => shared < path.length - 1 && path[shared] === first[shared])) shared++;
  return paths.map((path) => path.slice(shared).join('/'));
}
