import { namedBy } from '../core/records/expects.js';
import { type ExpectationRow } from './lifecycle-rows.js';
import {
  type AnsweredExpectation,
  type AnsweredFile,
  type AnsweredPackage,
  type AnsweredVersion,
  type IngestAnswer,
} from './submission.js';
import { type FileRow, type PackageRow, type RecordView } from './ports.js';

/**
 * What is told of a record: a function of the register's rows, so that a replay says the same. Package, findings and
 * receipt are those of the version that the caller sent; of the first, where nobody sent one.
 */
export function answerOf(view: RecordView, version = 1): IngestAnswer {
  const { record, fonds, withdrawal } = view;
  const versions = versionsOf(view);
  const sent = versions.find((one) => one.version === version);
  if (!sent) throw new Error(`record ${record.id} has no package ${version}`);
  const receipt = (type: string, of?: number) => view.receipts.find((r) => r.type === type && (of === undefined || r.version === of))?.receipt ?? null; // prettier-ignore
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
    package: sent.package,
    files: view.files.map(answeredFile),
    versions,
    withdrawal: withdrawal && {
      reason: withdrawal.reason,
      basis: withdrawal.basis,
      approver: withdrawal.approver,
      at: withdrawal.at.toISOString(),
      receipt: receipt('withdrawn'),
    },
    expects: view.expectations.map(answeredExpectation),
    facts: record.facts,
    duplicateKey: record.duplicateKey,
    checks: view.checks,
    findings: sent.findings,
    receipt: sent.receipt,
    registeredReceipt: receipt('registered', version),
  };
}

/** The version of a record that a submission with this fingerprint came as; null: none. */
export function versionOf({ record, versions }: RecordView, fingerprint: string): number | null {
  if (record.fingerprint === fingerprint) return 1;
  return versions.find((one) => one.fingerprint === fingerprint)?.version ?? null;
}

function versionsOf({ record, packages, files, former, versions, receipts }: RecordView): AnsweredVersion[] {
  const all = [...files, ...former];
  const receiptOf = (version: number, ...types: string[]) =>
    receipts.find((one) => one.version === version && types.includes(one.type))?.receipt ?? null;
  return packages.map((stored) => {
    const row = versions.find(({ version }) => version === stored.version);
    const own = all.filter(({ version }) => version === stored.version).sort((a, b) => a.index - b.index);
    return {
      version: stored.version,
      kind: row?.kind ?? 'original',
      at: stored.at.toISOString(),
      reason: row?.reason ?? null,
      basis: row?.basis ?? null,
      approver: row?.approver ?? null,
      package: answeredPackage(stored),
      files: own.map(({ path }) => path),
      findings: row?.findings ?? record.findings,
      receipt: receiptOf(stored.version, 'received', 'version-added'),
      registeredReceipt: receiptOf(stored.version, 'registered'),
    };
  });
}

function answeredPackage({ key, version, sizeBytes, sha256, sha512, storeVersion }: PackageRow): AnsweredPackage {
  return { key, version, sizeBytes, sha256, sha512, storeVersion };
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
    version: file.version,
  };
}

function answeredExpectation({ wanted, until, metAt, metBy }: ExpectationRow): AnsweredExpectation {
  const { kind, ...what } = wanted.kind === 'files' ? wanted : { kind: wanted.kind, ...namedBy(wanted) };
  return { kind, ...what, until, metAt: metAt?.toISOString() ?? null, metBy };
}
