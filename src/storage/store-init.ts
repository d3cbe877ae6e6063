import { createHash, randomUUID } from 'node:crypto';
import { ArchiveError } from '../core/error.js';
import { FilesystemStore } from './filesystem.js';
import { connect, hasObjectLock, honoursConditions, type Bucket } from './s3-bucket.js';
import { codeOf, S3Failure, withLimit, withRetries } from './s3-failure.js';
import { parseStoreUrl, type StoreSettings } from './settings.js';
import { header } from './s3-put.js';
import { RESERVED_PREFIX } from './key.js';

export interface StorePreparation {
  /** What was made or found as it should be, one sentence each. */
  done: string[];
  /** What this store does not enforce, found by trying it. */
  notEnforced: string[];
}

/**
 * Prepares the place where packages will lie, and tries what it enforces. Running it again changes nothing more; each run
 * leaves one trial object of a few bytes under `.dantao/`, locked for a minute where the bucket has object lock.
 */
export async function initStore(settings: StoreSettings): Promise<StorePreparation> {
  const target = parseStoreUrl(settings.url);
  if (target.kind === 'memory') {
    return { done: ['nothing to prepare'], notEnforced: ['objects in memory are gone when the service stops'] };
  }
  if (target.kind === 'file') {
    const store = await FilesystemStore.open(target.root);
    try {
      await store.probe();
    } finally {
      await store.close();
    }
    return {
      done: [`${target.root} is a store; a file was written, synced and removed`],
      notEnforced: ['retention dates: whoever may write to the folder can delete objects', 'versions: none are kept'],
    };
  }
  const bucket = connect(target, settings);
  try {
    const done = [await makeBucket(bucket), await turnVersioningOn(bucket)];
    return { done, notEnforced: await tryOut(bucket) };
  } finally {
    bucket.requests.close();
  }
}

async function makeBucket({ name, client, requests }: Bucket): Promise<string> {
  const region = requests.endpoint.region;
  if (await withRetries(`look for bucket ${name}`, () => withLimit(client.bucketExists(name)))) {
    return `bucket ${name} was there`;
  }
  return withRetries(`make bucket ${name}`, async () => {
    try {
      await withLimit(client.makeBucket(name, region, { ObjectLocking: true }));
      return `bucket ${name} made, with object lock`;
    } catch (error) {
      if (codeOf(error) === 'BucketAlreadyOwnedByYou') return `bucket ${name} was there`;
      if (codeOf(error) === 'BucketAlreadyExists') {
        throw new ArchiveError('STORE_MISCONFIGURED', `bucket ${name} belongs to another account`, { cause: error });
      }
      throw error;
    }
  });
}

async function turnVersioningOn({ name, client }: Bucket): Promise<string> {
  const found = await withRetries(`read the versioning of ${name}`, () => withLimit(client.getBucketVersioning(name)));
  if ((found as { Status?: string } | undefined)?.Status === 'Enabled') return 'versioning was on';
  await withRetries(`turn versioning of ${name} on`, () =>
    withLimit(client.setBucketVersioning(name, { Status: 'Enabled' })),
  );
  return 'versioning turned on';
}

/** Tries what an attacker or a mistake would try, on an object of its own. Answers are the server's, not its manual's. */
async function tryOut(bucket: Bucket): Promise<string[]> {
  const notEnforced: string[] = [];
  if (!(await honoursConditions(bucket))) {
    notEnforced.push('conditional writes: a second write of a key is accepted (If-None-Match is ignored)');
  }
  const locks = await hasObjectLock(bucket);
  if (!locks)
    notEnforced.push('retention dates: the bucket has no object lock, which can only be given when it is made');

  const key = `${RESERVED_PREFIX}trial-${randomUUID()}`;
  const retainUntil = new Date(Date.now() + 60_000);
  const version = await put(bucket, key, 'first', locks ? retainUntil : undefined);
  if (!version) notEnforced.push('versions: the server gives no version id');
  if (await accepts(() => put(bucket, key, 'wrong', undefined, createHash('sha256').update('other').digest('hex')))) {
    notEnforced.push('digests: bytes that do not match the signed SHA-256 are accepted');
  }
  await put(bucket, key, 'second', undefined);
  if (version && (await read(bucket, key, version)) !== 'first') {
    notEnforced.push('versions: an overwrite destroys the earlier bytes');
  }
  if (locks && version) await tryLock(bucket, key, version, retainUntil, notEnforced);
  return notEnforced;
}

async function tryLock(
  { requests, name, client }: Bucket,
  key: string,
  version: string,
  retainUntil: Date,
  notEnforced: string[],
): Promise<void> {
  const head = await withRetries('read the retention back', () =>
    requests.send({ method: 'HEAD', key, query: { versionId: version } }),
  );
  if (!header(head.headers['x-amz-object-lock-retain-until-date'])) {
    notEnforced.push('retention dates: the server does not show the date that was set');
  }
  const sooner = { mode: 'COMPLIANCE', retainUntilDate: new Date(retainUntil.getTime() - 30_000).toISOString() };
  if (
    await accepts(() => withLimit(client.putObjectRetention(name, key, { ...sooner, versionId: version } as never)))
  ) {
    notEnforced.push('retention dates: a date can be made earlier');
  }
  const remove = (headers: Record<string, string>) => () =>
    requests.send({ method: 'DELETE', key, query: { versionId: version }, headers });
  if (await accepts(remove({}))) notEnforced.push('object lock: a version under retention can be deleted');
  else if (await accepts(remove({ 'x-amz-bypass-governance-retention': 'true' }))) {
    notEnforced.push('object lock: a version under retention can be deleted by asking to bypass it');
  }
}

async function put(
  { requests }: Bucket,
  key: string,
  text: string,
  retainUntil: Date | undefined,
  sha256 = createHash('sha256').update(text).digest('hex'),
): Promise<string | undefined> {
  const headers: Record<string, string> = { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') };
  if (retainUntil) {
    headers['x-amz-object-lock-mode'] = 'COMPLIANCE';
    headers['x-amz-object-lock-retain-until-date'] = retainUntil.toISOString();
  }
  const answer = await withRetries('try the store out', () =>
    requests.send({ method: 'PUT', key, headers, body: { bytes: Buffer.from(text) }, sha256 }),
  );
  return header(answer.headers['x-amz-version-id']);
}

async function read({ requests }: Bucket, key: string, version: string): Promise<string | null> {
  try {
    return (await requests.send({ method: 'GET', key, query: { versionId: version } })).text;
  } catch (error) {
    if (error instanceof S3Failure && error.status === 404) return null;
    throw error;
  }
}

/** False only when the server refused; a server that is away says nothing about what it enforces. */
async function accepts(step: () => Promise<unknown>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    const cause = (error as { options?: { cause?: unknown } }).options?.cause ?? error;
    const status = cause instanceof S3Failure ? cause.status : 0;
    const code = codeOf(cause);
    if (
      (status >= 400 && status < 500) ||
      ['AccessDenied', 'InvalidRequest', 'ObjectLocked', 'MethodNotAllowed'].includes(code)
    ) {
      return false;
    }
    throw error;
  }
}
