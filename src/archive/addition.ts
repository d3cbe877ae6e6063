import { z } from 'zod';
import { type DeclaredFile, type Declaration } from '../core/record.js';
import { DECLARATION, parseRecordPart } from './declaration.js';
import { type RecordView } from './ports.js';
import { AUTO } from '../core/records/index.js';

/** The `record` part of POST /v1/records/{id}/versions: what is added or corrected, and why. */
export interface AdditionDeclaration {
  /** The record it is for; has to be there when the sender signs. */
  record?: string;
  /** The version it builds on: when the record has another one by then, nothing is added. */
  expectedVersion?: number;
  reason: string;
  basis?: string;
  approver?: string;
  metadata?: Record<string, unknown>;
  files: DeclaredFile[];
}

export interface Addition {
  record: string;
  said: AdditionDeclaration;
}

const text = (max: number) => z.string().min(1).max(max);

export const ADDITION = z.strictObject({
  record: z.uuid().optional(),
  expectedVersion: z.int().min(1).max(99_999).optional(),
  reason: text(2_000),
  /** 依据: a decision, a rule, a letter. */
  basis: text(2_000).optional(),
  /** 审批人 */
  approver: text(200).optional(),
  metadata: DECLARATION.shape.metadata,
  files: DECLARATION.shape.files,
});

/** Throws REQUEST_INVALID. */
export const parseAddition = (bytes: Uint8Array): AdditionDeclaration =>
  parseRecordPart(bytes, ADDITION) as AdditionDeclaration;

/** What its package describes itself by: the record, with these files. Their kind is read from them alone. */
export function additionDeclaration(
  { record, fonds }: RecordView,
  { metadata, files }: AdditionDeclaration,
): Declaration {
  const { creator, date, source } = record.declaration;
  return {
    fonds: fonds.code,
    kind: AUTO,
    title: record.title,
    ...(creator === undefined ? {} : { creator }),
    ...(date === undefined ? {} : { date }),
    ...(source === undefined ? {} : { source }),
    ...(metadata === undefined ? {} : { metadata }),
    files,
  };
}
