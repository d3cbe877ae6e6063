import { isArchiveError } from '../core/error.js';
import { type PackageInput, type PackagePlan } from '../core/package/plan.js';
import { adoptStored, type StoredSayings } from './adopt.js';
import { type ObjectStore, type PackageRow, type Spool, type SpooledFile } from './ports.js';

export interface Stored {
  package: Pick<PackageRow, 'sha256' | 'sha512' | 'sizeBytes' | 'storeVersion'>;
  /** Per file: where its bytes start. */
  offsets: number[];
  /** What an adopted package says; null when it is the one just made. */
  said: StoredSayings | null;
}

/** Puts the package; a re-send after a crash (`resumed`) finds the object of the first try and takes it over. */
export async function storePackage(
  { objects, spool }: { objects: ObjectStore; spool: Spool },
  plan: PackagePlan,
  input: PackageInput,
  spooled: readonly SpooledFile[],
  resumed: boolean,
): Promise<Stored> {
  const body = await spool.assemble(plan.segments.map((s) => ('bytes' in s ? s.bytes : spooled[s.file]!)));
  try {
    const put = await objects.putOnce(plan.key, body, plan.sizeBytes);
    const { sha256, sha512 } = body;
    return {
      package: { sha256, sha512, sizeBytes: plan.sizeBytes, storeVersion: put.version ?? null },
      offsets: plan.offsets,
      said: null,
    };
  } catch (error) {
    // The same id with other bytes: an earlier try with another version of this software, or other reader findings.
    if (resumed && isArchiveError(error) && error.code === 'OBJECT_CONFLICT')
      return await adoptStored(objects, plan.key, input);
    throw error;
  } finally {
    await body.dispose();
  }
}
