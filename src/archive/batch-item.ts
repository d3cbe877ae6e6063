import { type BatchItem, declaredFiles } from '../core/batch.js';
import { isArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { type ZipArchive } from '../core/zip.js';
import { type BatchResult, type BatchRow } from './batches-ports.js';
import { intakeFinding } from './findings.js';
import { type Ingest } from './ingest.js';
import { type Principal } from './ports.js';
import { type IngestResult, type SubmissionPart } from './submission.js';

export type BatchIntake = Pick<Ingest, 'run'>;

export interface OneOfBatch {
  archive: ZipArchive;
  item: BatchItem;
  index: number;
  batch: Pick<BatchRow, 'id' | 'requestId'>;
  principal: Principal;
}

/** A member of the ZIP is broken, or too large for a batch. */
class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
  constructor(readonly finding: Finding) {
    super(finding.message);
  }
}

/**
 * Takes in one record under a key of its own: done again after a crash, it finds what the first try stored. What is wrong
 * with the record becomes its result; throws only what the world can't answer.
 */
export async function takeIn(
  ingest: BatchIntake,
  one: OneOfBatch,
  mistake: (error: unknown) => void = () => undefined,
): Promise<BatchResult> {
  const { item, index, batch, principal } = one;
  const bare: BatchResult = { index, name: item.name, source: null, status: 'refused', record: null, refusal: null, code: null, errors: [], findings: [] }; // prettier-ignore
  const declaration = await item.declaration();
  if (declaration === null) {
    const finding = intakeFinding('BATCH_ENTRY_UNREADABLE', item.name, 'the declaration can not be read');
    return { ...bare, code: 'RECORD_REFUSED', findings: [finding] };
  }
  const source = sourceOf(declaration);
  try {
    const result = await ingest.run({
      principal,
      requestId: batch.requestId,
      idempotencyKey: `batch ${batch.id} ${index}`,
      dryRun: false,
      parts: partsOf(one, declaration),
    });
    return { ...bare, source, ...saidOf(result) };
  } catch (error) {
    if ((error as { name?: unknown }).name === 'UnreadableEntry')
      return { ...bare, source, code: 'RECORD_REFUSED', findings: [(error as UnreadableEntry).finding] };
    if (!isArchiveError(error)) {
      mistake(error);
      return { ...bare, source, status: 'failed', code: 'INTERNAL_ERROR' };
    }
    // Of the world, or somebody else sends the same just now: later.
    if (error.options.retryable || error.code === 'IDEMPOTENCY_IN_PROGRESS') throw error;
    const errors = (error.options.detail?.['errors'] as BatchResult['errors'] | undefined) ?? [{ path: '', message: error.message }]; // prettier-ignore
    return { ...bare, source, code: error.code, errors };
  }
}

async function* partsOf({ archive, item }: OneOfBatch, declaration: Uint8Array): AsyncGenerator<SubmissionPart> {
  yield { name: 'record', body: pieces(declaration) };
  for (const { part, entry } of item.parts(declaredFiles(declaration))) {
    const before = archive.findings.length;
    const bytes = await archive.read(entry);
    if (bytes === null) {
      const why = archive.findings[before]?.message ?? 'it is larger than a batch takes: send this record by itself';
      throw new UnreadableEntry(intakeFinding('BATCH_ENTRY_UNREADABLE', entry.name, `${entry.name}: ${why}`));
    }
    yield { name: part, body: pieces(bytes) };
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function saidOf(result: IngestResult): Pick<BatchResult, 'status' | 'record' | 'refusal' | 'code' | 'findings'> {
  if (result.kind === 'refused') {
    const { id, code, findings } = result.refusal;
    return { status: 'refused', record: null, refusal: id, code, findings };
  }
  const { record, findings, package: stored } = result.answer;
  // Under the same key it was this batch itself, before it was interrupted.
  const existing = result.kind === 'existing' && !result.sameKey;
  const status = existing ? 'existing' : stored.version > 1 ? 'version' : 'created';
  return { status, record: record.id, refusal: null, code: null, findings };
}

function sourceOf(declaration: Uint8Array): BatchResult['source'] {
  try {
    const { source } = JSON.parse(Buffer.from(declaration).toString('utf8')) as { source?: Partial<NonNullable<BatchResult['source']>> }; // prettier-ignore
    const { system, businessKey } = source ?? {};
    const plain = (text: unknown): text is string =>
      typeof text === 'string' && text.length <= 500 && text.isWellFormed() && !text.includes('\0');
    return plain(system) && plain(businessKey) ? { system, businessKey } : null;
  } catch {
    return null;
  }
}
