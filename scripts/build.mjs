// Compiles src/ to dist/ with swc. `--if-stale` does nothing when dist is newer than every source.
import { transformFile } from '@swc/core';
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');
const dist = join(root, 'dist');
const stamp = join(dist, '.built');

const names = (await readdir(src, { recursive: true, withFileTypes: true }))
  .filter((e) => e.isFile())
  .map((e) => join(e.parentPath, e.name).slice(src.length + 1));

if (process.argv.includes('--if-stale')) {
  const built = await stat(stamp).then(
    (s) => s.mtimeMs,
    () => 0,
  );
  const times = await Promise.all(
    [...names.map((n) => join(src, n)), join(root, 'package.json'), join(root, '.swcrc')].map(
      async (f) => (await stat(f)).mtimeMs,
    ),
  );
  if (Math.max(...times) < built) process.exit(0);
}

await rm(dist, { recursive: true, force: true });
await Promise.all(
  names.map(async (name) => {
    const from = join(src, name);
    if (!name.endsWith('.ts')) {
      await mkdir(dirname(join(dist, name)), { recursive: true });
      return cp(from, join(dist, name));
    }
    const { code, map } = await transformFile(from, { swcrc: true, filename: from });
    const to = join(dist, name.replace(/\.ts$/, '.js'));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, `${code}\n//# sourceMappingURL=${to.split('/').pop()}.map\n`);
    if (map) await writeFile(`${to}.map`, map);
  }),
);
await writeFile(stamp, new Date().toISOString());
