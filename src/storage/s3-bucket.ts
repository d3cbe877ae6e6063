import { createHash } from 'node:crypto';
import { Client } from 'minio';
import { ArchiveError } from '../core/error.js';
import { RESERVED_PREFIX } from './key.js';
import { codeOf, S3Failure, storeFailure, withLimit, withRetries } from './s3-failure.js';
import { type StoreSettings } from './settings.js';
import { SignedRequests, type S3Endpoint } from './signed-request.js';

/** A bucket as two hands on the same server: the minio client, and signed requests for what it cannot do. */
export interface Bucket {
  name: string;
  client: Client;
  requests: SignedRequests;
}

export function connect(
  target: { tls: boolean; host: string; port: number; bucket: string },
  settings: StoreSettings,
): Bucket {
  if (!settings.accessKey || !settings.secretKey) {
    throw new ArchiveError(
      'SETTING_INVALID',
      `the store ${target.host}/${target.bucket} needs an access key and a secret key`,
    );
  }
  const endpoint: S3Endpoint = {
    ...target,
    region: settings.region ?? 'us-east-1',
    accessKey: settings.accessKey,
    secretKey: settings.secretKey,
  };
  let client: Client;
  try {
    client = new Client({
      endPoint: target.host,
      port: target.port,
      useSSL: target.tls,
      accessKey: settings.accessKey,
      secretKey: settings.secretKey,
      region: endpoint.region,
      pathStyle: true,
      // Retrying is ours: the client retries statuses only, not refused connections, and writes to the console.
      retryOptions: { disableRetry: true },
    });
  } catch (error) {
    throw new ArchiveError('SETTING_INVALID', `store ${target.host}: not a name or address of a server`, {
      cause: error,
    });
  }
  return { name: target.bucket, client, requests: new SignedRequests(endpoint) };
}

/** Throws STORE_MISCONFIGURED for wrong keys, a missing bucket, or one without versioning. */
export async function assertVersioned({ name, client }: Bucket): Promise<void> {
  const versioning = await withRetries(`open bucket ${name}`, () => withLimit(client.getBucketVersioning(name)));
  // The client answers with an empty string for a bucket that never had versioning.
  if ((versioning as { Status?: string } | undefined)?.Status === 'Enabled') return;
  throw new ArchiveError(
    'STORE_MISCONFIGURED',
    `bucket ${name} keeps no versions, so a delete or overwrite by anyone would destroy records: ` +
      'turn versioning on, or run `dantao store init`',
  );
}

/** Whether the bucket enforces object lock. */
export async function hasObjectLock({ name, client }: Bucket): Promise<boolean> {
  return withRetries(`read the object lock of bucket ${name}`, async () => {
    try {
      // The client's types choose its callback form, which gives nothing back.
      const answer = client.getObjectLockConfig(name) as unknown as Promise<{ objectLockEnabled?: string }>;
      return (await withLimit(answer)).objectLockEnabled === 'Enabled';
    } catch (error) {
      // Servers without the feature say 501.
      const absent = ['ObjectLockConfigurationNotFoundError', 'ObjectLockConfigurationNotFound', 'NotImplemented'];
      if (absent.includes(codeOf(error))) return false;
      throw error;
    }
  });
}

const PROBE_KEY = `${RESERVED_PREFIX}probe`;
const PROBE_BYTES = Buffer.from('Dantao wrote this once to see that a second write is refused.\n');

/**
 * Whether a second write of a key is refused. Uses one fixed key, so a bucket that honours conditions keeps exactly one
 * such object, however often this runs and whatever its lock.
 */
export async function honoursConditions({ requests }: Bucket): Promise<boolean> {
  const sha256 = createHash('sha256').update(PROBE_BYTES).digest('hex');
  for (let turn = 0; turn < 2; turn += 1) {
    try {
      await withRetries('probe conditional writes', () =>
        requests.send({
          method: 'PUT',
          key: PROBE_KEY,
          // Needed by AWS in a bucket with a default retention.
          headers: { 'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') },
          body: { bytes: PROBE_BYTES },
          sha256,
        }),
      );
    } catch (error) {
      const cause = (error as { options?: { cause?: unknown } }).options?.cause;
      if (cause instanceof S3Failure && cause.status === 412) return true;
      if (cause instanceof S3Failure && cause.status === 501) return false;
      throw storeFailure('probe conditional writes', error);
    }
  }
  return false;
}
