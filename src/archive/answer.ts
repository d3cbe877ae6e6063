import { type AnsweredFile, type IngestAnswer } from './submission.js';
import { type FileRow, type RecordView } from './ports.js';

/** What a sender is told of a record: a function of the register's rows, so that a replay says the same. */
export function answerOf(view: RecordView): IngestAnswer {
  const { record, fonds } = view;
  const stored = view.packages[0];
  if (!stored) throw new Error(`record ${record.id} has no package`);
  const receipt = (type: string) => view.receipts.find((r) => r.type === type)?.receipt ?? null;
  return {
    record: {
      id: record.id,
      fonds: fonds.code,
      kind: record.kind,
      title: record.title,
      state: record.state,
      stateReason: record.stateReason,
      receivedAt: record.receivedAt.toISOString(),
      test: fonds.test,
      source:
        record.sourceSystem === null ? null : { system: record.sourceSystem, businessKey: record.businessKey ?? '' },
    },
    package: {
      key: stored.key,
      version: stored.version,
      sizeBytes: stored.sizeBytes,
      sha256: stored.sha256,
      sha512: stored.sha512,
      storeVersion: stored.storeVersion,
    },
    files: view.files.map(answeredFile),
    facts: record.facts,
    duplicateKey: record.duplicateKey,
    findings: record.findings,
    receipt: receipt('received'),
    registeredReceipt: receipt('registered'),
  };
}

function answeredFile(file: FileRow): AnsweredFile {
  return {
    name: file.declared.name,
    path: file.path,
    ...(file.declared.role === undefined ? {} : { role: file.declared.role }),
    sizeBytes: file.sizeBytes,
    digests: file.digests,
    format: file.facts,
    signatures: file.signatures,
  };
}
