import { canonicalJsonRepaired } from '../../json.js';
import { type FileReport } from '../../record.js';
import { verdictOf } from '../../verdict-line.js';
import { type ValidationConditions } from '../verdicts.js';

export const REPORT_SCHEMA = 'dantao/validation-report/v1';

/** A file whose signatures were looked at. */
export interface ReportedFile {
  /** As the sender named it; empty when it came without a name. */
  name: string;
  /** Of a file of a record: its path under representations/rep1/data/. */
  path?: string;
  sizeBytes: number;
  /** Lower-case hex. */
  sha256: string;
  sm3: string;
  report: Omit<FileReport, 'documents'>;
}

export interface ReportInput {
  files: readonly ReportedFile[];
  context: ValidationConditions;
  software: { name: string; version: string };
  /** UUID of the record the files belong to; left out when they belong to none. */
  record?: string;
}

/**
 * The validation report as a document (docs/validation-report.md): RFC 8785 JSON. The same input gives the same bytes, so
 * that a report can be made again from the files, the trust snapshot, the policy and the time it names.
 */
export function validationReport({ files, context, software, record }: ReportInput): Uint8Array {
  return Buffer.from(
    canonicalJsonRepaired({
      schema: REPORT_SCHEMA,
      software,
      at: context.at,
      trust: context.trust,
      policy: context.policy,
      record,
      files: files.map(({ name, path, sizeBytes, sha256, sm3, report }) => ({
        name,
        path,
        sizeBytes,
        sha256,
        sm3,
        format: report.facts,
        ...verdictOf(report),
        signatures: report.signatures,
        findings: report.findings,
      })),
    }),
  );
}

/** What a report of validationReport() was made of, so that it can be shown in another form. Throws TypeError for bytes that are none. */
export function readReport(bytes: Uint8Array): ReportInput {
  const said = JSON.parse(Buffer.from(bytes).toString()) as ReportInput['context'] & {
    schema?: unknown;
    software: ReportInput['software'];
    record?: string;
    files: (Omit<ReportedFile, 'report'> & { format: FileReport['facts'] } & Omit<FileReport, 'facts' | 'documents'>)[];
  };
  if (said.schema !== REPORT_SCHEMA) throw new TypeError('not a validation report');
  const { software, record, trust, policy, at } = said;
  return {
    software,
    ...(record === undefined ? {} : { record }),
    context: { trust, policy, at },
    files: said.files.map(({ name, path, sizeBytes, sha256, sm3, format, signatures, findings }) => ({
      name,
      ...(path === undefined ? {} : { path }),
      sizeBytes,
      sha256,
      sm3,
      report: { facts: format, signatures, findings },
    })),
  };
}
