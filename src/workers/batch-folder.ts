import { copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchFiles } from '../archive/batches-ports.js';
import { type SpooledFile } from '../archive/ports.js';
import { type ByteSource } from '../core/byte-source.js';

const DONE = /^([0-9a-f-]{36})\.zip$/;

/** The ZIPs of batches under way, in a folder of this process; each file is whole under its name or not there. */
export class BatchFolder extends BatchFiles {
  private constructor(private readonly folder: string) {
    super();
  }

  static async open(folder: string): Promise<BatchFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) if (!DONE.test(name)) await rm(join(folder, name), { force: true });
    return new BatchFolder(folder);
  }

  override async keep(id: string, { path, bytes }: SpooledFile): Promise<void> {
    const [part, name] = [join(this.folder, `${id}.part`), join(this.folder, `${id}.zip`)];
    // Another disk can't link: it copies.
    if (path !== undefined) await link(path, part).catch(() => copyFile(path, part));
    const file = await open(part, path === undefined ? 'wx' : 'r+', 0o600);
    try {
      if (path === undefined) await file.writeFile(bytes!);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, name);
    await this.sync();
  }

  override async ids(): Promise<string[]> {
    return (await readdir(this.folder)).flatMap((name) => DONE.exec(name)?.[1] ?? []);
  }

  override async open(id: string): Promise<{ source: ByteSource; close: () => Promise<void> } | null> {
    const file = await open(join(this.folder, `${id}.zip`), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (file === null) return null;
    const { size: sizeBytes } = await file.stat();
    const source: ByteSource = {
      sizeBytes,
      async read(offset, length) {
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, sizeBytes - offset)));
        let got = 0;
        while (got < bytes.length) {
          const { bytesRead } = await file.read(bytes, got, bytes.length - got, offset + got);
          if (bytesRead === 0) break;
          got += bytesRead;
        }
        return bytes.subarray(0, got);
      },
    };
    return { source, close: () => file.close() };
  }

  override async remove(id: string): Promise<void> {
    await rm(join(this.folder, `${id}.zip`), { force: true });
  }

  private async sync(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
