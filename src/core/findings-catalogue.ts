import { type Finding, type FindingKind } from './finding.js';
import { SIGNATURE_FINDINGS } from './signatures/findings.js';
import { FORMAT_FINDINGS, READER_FINDINGS } from './formats/findings.js';
import { PACKAGE_FINDINGS } from './package/findings.js';
import { RECORD_FINDINGS } from './records/findings.js';
import { RECEIPT_FINDINGS } from './receipt-check.js';

/** The findings of core's rooms; a story may add its own. */
export const CORE_FINDINGS: Record<string, FindingKind> = {
  ...FORMAT_FINDINGS,
  ...SIGNATURE_FINDINGS,
  ...READER_FINDINGS,
  ...PACKAGE_FINDINGS,
  ...RECORD_FINDINGS,
  ...RECEIPT_FINDINGS,
};

/**
 * A finding in the language of the reader: message and action are replaced, everything else stays.
 * Findings are made in English; an unknown code is left as it is.
 */
export function translateBy(
  catalogue: Readonly<Record<string, FindingKind>>,
  finding: Finding,
  locale: 'zh-CN' | 'en',
): Finding {
  const kind = locale === 'en' || !Object.hasOwn(catalogue, finding.code) ? undefined : catalogue[finding.code];
  return kind ? { ...finding, message: fillTemplate(kind.zh, finding), action: kind.actionZh } : finding;
}

function fillTemplate(template: string, finding: Finding): string {
  return template.replace(
    /\{(where|expected|found)\}/g,
    (_, name: 'where' | 'expected' | 'found') => finding[name] ?? '—',
  );
}
