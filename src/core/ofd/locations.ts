/** Resolution of ST_Loc (GB/T 33190-2016 7.3, table 2): absolute from the root with `/`, else from the file that says it. */

/** The folder of a path, with its slash; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Path from the root without `.` and `..`; null when it would leave the container. */
export function joinPath(folder: string, location: string): string | null {
  const parts: string[] = [];
  for (const part of `${location.startsWith('/') ? '' : folder}${location}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else parts.push(part);
  }
  return parts.join('/');
}

/**
 * Where a location may point, most likely first. Writers disagree about the base: besides the file that says it,
 * the resource folder (BaseLoc), the document's folder and the root are met.
 */
export function candidates(location: string, folders: readonly string[]): string[] {
  const clean = location.trim().replaceAll('\\', '/');
  const paths = folders
    .map((folder) => joinPath(folder, clean))
    .filter((path): path is string => path !== null && path !== '');
  return [...new Set(paths)];
}
