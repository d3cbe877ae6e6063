import { crc32 } from 'node:zlib';
import { BufferSource } from '../../../src/core/byte-source.js';
import { MANIFEST, METS, rootOf } from '../../../src/core/package/layout.js';
import { manifestLine } from '../../../src/core/package/manifest.js';
import { layZip } from '../../../src/core/package/zip-layout.js';
import { readDirectory } from '../../../src/core/package/zip-read.js';
import { digest, packed, RECORD_ID, type Sample } from './sample.js';

export type Files = Map<string, Buffer>;

/** A package someone else put together from changed files, with a correct ZIP; `mend` makes METS and manifest agree again. */
export async function remade(
  sample: Sample,
  change: (files: Files) => void,
  { mend = true, root = rootOf(RECORD_ID) } = {},
): Promise<Buffer> {
  const bytes = packed(sample);
  const { directory } = await readDirectory(new BufferSource(bytes));
  const files: Files = new Map(
    directory!.entries.map((e) => [
      e.path.slice(directory!.root.length + 1),
      bytes.subarray(e.dataOffset, e.dataOffset + e.sizeBytes),
    ]),
  );
  change(files);
  if (mend) {
    let mets = files.get(METS)!.toString();
    for (const [path, content] of files) {
      const href = path
        .split('/')
        .map(encodeURIComponent)
        .join('/')
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const measured = (text: string) =>
        text
          .replace(/ SIZE="\d+"/, ` SIZE="${content.length}"`)
          .replace(/CHECKSUM="[0-9a-f]+"/, `CHECKSUM="${digest('sha512', content)}"`);
      mets = mets
        .replace(new RegExp(`<mdRef [^>]*href="${href}"[^>]*>`), measured)
        .replace(new RegExp(`<file [^>]*><FLocat [^>]*href="${href}"`), measured);
    }
    files.set(METS, Buffer.from(mets));
    files.set(
      MANIFEST,
      Buffer.from(
        [...files]
          .filter(([path]) => path !== MANIFEST)
          .map(([path, content]) => manifestLine(digest('sha512', content), path))
          .join(''),
      ),
    );
  }
  const { segments } = layZip(
    [...files].map(([path, content]) => ({
      name: `${root}/${path}`,
      sizeBytes: content.length,
      crc32: crc32(content),
      content,
    })),
  );
  return Buffer.concat(segments.map((s) => ('bytes' in s ? s.bytes : Buffer.alloc(0))));
}
