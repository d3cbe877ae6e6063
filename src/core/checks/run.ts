import { METHODS } from './methods/index.js';
import { type CheckReport, type CheckTotal, type ItemResult, type Outcome } from './result.js';
import { type Applicability, type CheckScheme, type SchemeItem } from './scheme.js';
import { say, type Sentence } from './sentence.js';
import { type CheckSubject } from './subject.js';

/**
 * Every item of the scheme on one record, in the order of the scheme. Pure: the same subject, scheme, time and software give the same
 * report. A method that breaks is our fault and throws; nothing is concluded then.
 */
export function runChecks(
  scheme: CheckScheme,
  subject: CheckSubject,
  at: Date,
  software: { name: string; version: string },
): CheckReport {
  const results = scheme.items.map((item) => resultOf(item, subject));
  return {
    scheme: { id: scheme.id, version: scheme.version },
    stage: scheme.stage,
    at: at.toISOString(),
    software,
    results,
    total: totalOf(scheme, results),
  };
}

function resultOf(item: SchemeItem, subject: CheckSubject): ItemResult {
  const { key, off, method } = item;
  if (off !== undefined)
    return { item: key, outcome: 'not-checked', why: say(`已停用：${off}`, `switched off: ${off}`), evidence: [] };
  const reason = notApplicable(item.applies, subject);
  if (reason !== null) return { item: key, outcome: 'not-applicable', why: reason, evidence: [] };
  const run = METHODS[method];
  if (run === undefined) throw new Error(`scheme item ${key} names no method: ${method}`);
  const said = run(subject, item);
  // A rule that only warns never fails a record.
  const outcome = said.outcome === 'failed' && item.severity === 'warning' ? 'warning' : said.outcome;
  return { item: key, ...said, outcome };
}

function notApplicable(applies: Applicability | undefined, { reading, files }: CheckSubject): Sentence | null {
  if (applies?.kinds && !applies.kinds.includes(reading.kind))
    return say(`类别为 ${reading.kind}`, `kind ${reading.kind}`);
  const formats = applies?.formats;
  if (formats && !files.some(({ facts }) => formats.includes(facts.format)))
    return say(`没有 ${formats.join('、')} 格式的文件`, `no file of ${formats.join(', ')}`);
  if (applies?.fact) {
    const { key, is } = applies.fact;
    const said = reading.facts.filter((fact) => fact.key === key).map(({ value, text }) => value ?? text);
    if (said.length === 0) return say(`没有 ${key}`, `${key} is not said`);
    if (is && !said.some((value) => is.includes(value))) return say(`${key} 为 ${said[0]}`, `${key} is ${said[0]}`);
  }
  return null;
}

const OUTCOMES: readonly Outcome[] = ['passed', 'warning', 'failed', 'not-checked', 'not-applicable', 'manual'];

/** From the results alone, so that overrides only need a second sum. */
export function totalOf({ items }: Pick<CheckScheme, 'items'>, results: readonly ItemResult[]): CheckTotal {
  const counts = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, results.filter((one) => one.outcome === outcome).length]),
  ) as Record<Outcome, number>;
  const vetoes = new Set(items.filter(({ veto }) => veto).map(({ key }) => key));
  const vetoed = results
    .filter(({ item, outcome }) => outcome === 'failed' && vetoes.has(item))
    .map(({ item }) => item);
  const waiting = results.some(({ item, outcome }) => {
    if (outcome !== 'manual') return false;
    return items.find(({ key }) => key === item)?.severity === 'error';
  });
  return { outcome: counts.failed > 0 ? 'failed' : waiting ? 'open' : 'passed', vetoed, counts };
}
