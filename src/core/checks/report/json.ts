import { canonicalJsonRepaired } from '../../json.js';
import { type CheckReport, type ItemResult } from '../result.js';

export const CHECKS_SCHEMA = 'dantao/checks/v1';

/** The report as canonical JSON (docs/checks.md), the same bytes for the same report; in a package and in the store. */
export function checksJson(record: string, report: CheckReport): string {
  return canonicalJsonRepaired({ schema: CHECKS_SCHEMA, record, ...report, results: report.results.map(compact) });
}

/** What passed needs no list of all that was looked at: the files stand in the manifest. */
function compact(result: ItemResult): ItemResult {
  const { evidence, ...rest } = result;
  return { ...rest, evidence: result.outcome === 'passed' ? evidence.slice(0, 1) : evidence };
}
