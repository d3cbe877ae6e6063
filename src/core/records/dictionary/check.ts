import { type Finding } from '../../finding.js';
import { recordFinding } from '../findings.js';
import { valueOf } from '../fact-value.js';
import { type DictionaryEntry, type MetadataCondition, type MetadataScheme, type Obligation } from './entry.js';

/** An element as a scheme asks for it. */
export interface MetadataRule {
  entry: DictionaryEntry;
  obligation: Obligation;
  /** Of a conditional one; without it the condition is for a person to judge. */
  condition?: MetadataCondition;
}

export interface MetadataCheck {
  findings: Finding[];
  /** Names of values that no rule knows, and keys of rules whose condition is not data. Not checked is never passed. */
  notChecked: string[];
}

/** The rules of one scheme of the dictionary: of `DA/T 48`, say, every element it gives an obligation. */
export function rulesOfScheme(scheme: MetadataScheme, entries: readonly DictionaryEntry[]): MetadataRule[] {
  return entries.flatMap((entry) => {
    const obligation = entry.obligation[scheme];
    if (obligation === undefined || entry.type === 'group') return [];
    return [{ entry, obligation, ...(entry.condition === undefined ? {} : { condition: entry.condition }) }];
  });
}

/**
 * Values by key, each element's in order. Looks at: required and conditional elements, number of values, length, type,
 * value list. `where` begins the place of each finding: `metadata`.
 */
export function checkMetadata(
  rules: readonly MetadataRule[],
  values: ReadonlyMap<string, readonly string[]>,
  where: string,
): MetadataCheck {
  const said = (key: string) => (values.get(key) ?? []).filter((text) => text.trim() !== '');
  const findings: Finding[] = [];
  const notChecked: string[] = [];
  for (const rule of rules) {
    const { entry } = rule;
    const texts = said(entry.key);
    const place = `${where}/${entry.key}`;
    if (texts.length === 0) {
      const asked = isAsked(rule, said);
      if (asked === null) notChecked.push(entry.key);
      else if (asked)
        findings.push(
          recordFinding('METADATA_MISSING', place, `${entry.key} is required`, { expected: nameOf(entry) }),
        );
      continue;
    }
    if (texts.length > 1 && !entry.repeatable)
      findings.push(
        recordFinding('METADATA_REPEATED', place, `${entry.key} is there ${texts.length} times`, {
          expected: nameOf(entry),
          found: String(texts.length),
        }),
      );
    for (const text of texts) findings.push(...valueFindings(entry, text.trim(), place));
  }
  const known = new Set(rules.map(({ entry }) => entry.key));
  notChecked.push(...[...values.keys()].filter((key) => !known.has(key)));
  return { findings, notChecked };
}

/** Null: the condition is not data, so nobody here can say. */
function isAsked({ obligation, condition }: MetadataRule, said: (key: string) => string[]): boolean | null {
  if (obligation !== 'conditional') return obligation === 'required';
  if (condition === undefined) return null;
  return isMet(condition, said);
}

/** `said`: the values of a key that are not empty. */
export function isMet(condition: MetadataCondition, said: (key: string) => readonly string[]): boolean {
  const there = said(condition.key);
  if (condition.is === 'present') return there.length > 0;
  if (condition.is === 'absent') return there.length === 0;
  return there.some((text) => condition.is.includes(text.trim()));
}

function valueFindings(entry: DictionaryEntry, text: string, place: string): Finding[] {
  const findings: Finding[] = [];
  const length = [...text].length;
  if (entry.maxLength !== undefined && length > entry.maxLength)
    findings.push(
      recordFinding('METADATA_TOO_LONG', place, `${entry.key} has ${length} characters, at most ${entry.maxLength}`, {
        expected: String(entry.maxLength),
        found: String(length),
      }),
    );
  if (entry.type !== 'group' && valueOf(entry.type, text) === null)
    findings.push(
      recordFinding('METADATA_TYPE', place, `${entry.key} is no ${entry.type}`, {
        expected: entry.type,
        found: short(text),
      }),
    );
  if (entry.values !== undefined && !entry.values.includes(text))
    findings.push(
      recordFinding('METADATA_VALUE_UNLISTED', place, `${entry.key} is none of ${entry.values.join(', ')}`, {
        expected: entry.values.join('、'),
        found: short(text),
      }),
    );
  return findings;
}

const nameOf = ({ zh, key }: DictionaryEntry) => `${zh} (${key})`;

/** A finding shows a value, not a book. */
const short = (text: string) => ([...text].length > 80 ? `${[...text].slice(0, 80).join('')}…` : text);
