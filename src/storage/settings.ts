import { isAbsolute } from 'node:path';
import { type ObjectStore } from '../archive/ports.js';
import { ArchiveError } from '../core/error.js';

export interface StoreSettings {
  /** `file:/abs`, `s3+http://host[:port]/bucket`, `s3+https://…` or `memory:`. */
  url: string;
  /** S3 only; us-east-1 when absent. */
  region?: string;
  accessKey?: string;
  secretKey?: string;
  /**
   * S3 only: go on with a server that ignores `If-None-Match`. Write-once is then kept by looking before writing,
   * which two writers at the same moment can pass.
   */
  acceptNoConditionalWrites?: boolean;
}

/** What a store enforces itself, beyond what this program does. */
export interface StoreCapabilities {
  /** Two writers of one key at the same moment: exactly one wins. */
  conditionalWrites: boolean;
  /** Objects have version ids, and an overwrite or delete by someone else keeps the old version. */
  versioning: boolean;
  /** `retainUntil` is enforced; otherwise it is not recorded at all. */
  retention: boolean;
}

/** Every backend says what it enforces. */
export type OpenedStore = ObjectStore & { capabilities(): StoreCapabilities };

/** Throws SETTING_INVALID, naming what is allowed. */
export function parseStoreUrl(
  url: string,
):
  | { kind: 'memory' }
  | { kind: 'file'; root: string }
  | { kind: 's3'; tls: boolean; host: string; port: number; bucket: string } {
  if (url === 'memory:') return { kind: 'memory' };
  if (url.startsWith('file:')) {
    const root = url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url.slice('file:'.length);
    if (isAbsolute(root) && root !== '/') return { kind: 'file', root };
  }
  const s3 = /^s3\+(https?):\/\/([A-Za-z0-9.-]+)(?::(\d{1,5}))?\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(url);
  if (s3) {
    const tls = s3[1] === 'https';
    const port = s3[3] === undefined ? (tls ? 443 : 80) : Number(s3[3]);
    if (port > 0 && port < 65_536) return { kind: 's3', tls, host: s3[2]!, port, bucket: s3[4]! };
  }
  throw new ArchiveError(
    'SETTING_INVALID',
    `store URL ${masked(url)}: allowed are file:/absolute/folder, s3+http://host[:port]/bucket, s3+https://host[:port]/bucket, memory:`,
  );
}

/** Keys do not belong into the URL; when someone puts them there, they are not repeated in a log. */
function masked(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//***@');
}
