import { type FindingKind, findingOf } from '../finding.js';

/** What readers of documents and kinds find. Codes of a kind begin with its word: INVOICE_, XBRL_, CERTIFICATE_ID_. */
export const RECORD_FINDINGS = {
  KIND_UNLIKELY: {
    severity: 'warning',
    action: 'Compare the declared kind with the files; send the record again under the right kind if it is wrong.',
    actionZh: '核对申报的档案类别与文件内容；类别有误的，请按正确类别重新提交。',
    zh: '申报类别为“{expected}”，而文件内容是“{found}”',
  },
} satisfies Record<string, FindingKind>;

export type RecordFindingCode = keyof typeof RECORD_FINDINGS;

export const recordFinding = findingOf<RecordFindingCode>(RECORD_FINDINGS);
