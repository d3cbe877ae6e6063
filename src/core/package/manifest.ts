/** Lines that `sha512sum -c` accepts: GNU coreutils escapes backslash, LF and CR and says so by a leading backslash. */

export function manifestLine(sha512: string, path: string): string {
  if (!/[\\\n\r]/.test(path)) return `${sha512}  ${path}\n`;
  const escaped = path.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
  return `\\${sha512}  ${escaped}\n`;
}

/** Path → SHA-512. Null when a line is not of this form, a path stands twice, or the last line does not end. */
export function parseManifest(text: string): Map<string, string> | null {
  if (!text.endsWith('\n')) return null;
  const digests = new Map<string, string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const parts = /^(\\?)([0-9a-f]{128}) {2}(.+)$/s.exec(line);
    if (!parts) return null;
    const path = parts[1]
      ? parts[3]!.replace(/\\([\\nr])/g, (_, c: string) => ({ '\\': '\\', n: '\n', r: '\r' })[c]!)
      : parts[3]!;
    if (digests.has(path)) return null;
    digests.set(path, parts[2]!);
  }
  return digests;
}
