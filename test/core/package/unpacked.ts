import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `see` on the folder into which another program (Python's zipfile) unpacked the package. */
export function unpacked<T>(bytes: Uint8Array, see: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'dantao-package-'));
  try {
    const file = join(folder, 'p.zip');
    writeFileSync(file, bytes);
    const script =
      'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); bad=z.testzip(); assert bad is None, bad; z.extractall(sys.argv[2])';
    execFileSync('python3', ['-c', script, file, join(folder, 'out')], { stdio: 'pipe' });
    return see(join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `sha512sum -c` says in `folder`; throws when it does not agree. */
export function sha512sum(folder: string, manifest = 'manifest-sha512.txt'): string {
  return execFileSync('sha512sum', ['-c', '--strict', manifest], { cwd: folder, stdio: 'pipe' }).toString();
}
