import { checkMetadata, type MetadataCheck, type MetadataRule } from '../../records/dictionary/check.js';
import { type DictionaryEntry, entryNamed, entryOf } from '../../records/dictionary/index.js';
import { KINDS } from '../../records/index.js';
import { type Method } from '../method.js';
import { type MethodResult } from '../result.js';
import { type CheckSubject } from '../subject.js';
import { evidenceOf } from './findings.js';
import { say } from '../sentence.js';
import { sentenceOf } from '../finding-sentence.js';

/** Elements of a declaration that have a member of their own, by their key in the dictionary. */
const MEMBERS = {
  title: 'title',
  creator: 'creator',
  date: 'date',
  retention: 'retention-period',
  classification: 'security-class',
} as const;

/** What is said of the record as a whole: declared members, declared metadata, facts of the files. By key, else by the name as sent. */
function metadataOf({ declaration, reading }: CheckSubject): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const add = (key: string, text: string) => {
    const there = values.get(key);
    if (there === undefined) values.set(key, [text]);
    else if (!there.includes(text)) there.push(text);
  };
  for (const [member, key] of Object.entries(MEMBERS)) {
    const said = declaration[member as keyof typeof MEMBERS];
    if (said !== undefined) add(key, said);
  }
  for (const [name, said] of Object.entries(declaration.metadata ?? {})) {
    const texts = (Array.isArray(said) ? said : [said]).filter((one) =>
      ['string', 'number', 'boolean'].includes(typeof one),
    );
    for (const text of texts) add(entryNamed(name)?.key ?? name, String(text));
  }
  // The files say it in their own words: theirs stand only where nothing was declared.
  const declared = new Set(values.keys());
  for (const { key, value, text, group } of reading.facts)
    if (group === undefined && !declared.has(key)) add(key, value ?? text);
  return values;
}

/** What the kind asks, and what every record has. */
function rulesFor({ reading }: CheckSubject): MetadataRule[] {
  const asked = new Map<string, MetadataRule>();
  const put = (entry: DictionaryEntry | undefined, obligation: MetadataRule['obligation']) => {
    if (entry !== undefined && entry.type !== 'group')
      asked.set(entry.key, {
        entry,
        obligation,
        ...(entry.condition === undefined ? {} : { condition: entry.condition }),
      });
  };
  for (const key of ['title', 'creator', 'date']) put(entryOf(key), 'required');
  const kind = KINDS.find(({ id }) => id === reading.kind);
  for (const { key, obligation } of kind?.fields ?? []) put(entryOf(key), obligation);
  return [...asked.values()];
}

type Looked = MetadataCheck & { values: Map<string, string[]> };

/** Six items ask the same of one record. */
const ANSWERS = new WeakMap<CheckSubject, Looked>();

function looked(subject: CheckSubject): Looked {
  let answer = ANSWERS.get(subject);
  if (answer === undefined) {
    answer = lookAt(subject);
    ANSWERS.set(subject, answer);
  }
  return answer;
}

/** Elements that are there are looked at whether or not the kind asks for them. */
function lookAt(subject: CheckSubject): Looked {
  const values = metadataOf(subject);
  const rules = rulesFor(subject);
  const known = new Set(rules.map(({ entry }) => entry.key));
  for (const key of values.keys()) {
    const entry = known.has(key) ? undefined : entryOf(key);
    if (entry !== undefined && entry.type !== 'group') rules.push({ entry, obligation: 'optional' });
  }
  return { ...checkMetadata(rules, values, 'metadata'), values };
}

/**
 * One code of the dictionary's check. An element for which the dictionary has no such rule is not checked, and one that no
 * dictionary knows is said to be so.
 */
function byCode(code: string, hasRule: (entry: DictionaryEntry) => boolean): Method {
  return (subject) => {
    const { findings, notChecked, values } = looked(subject);
    const found = findings.filter((one) => one.code === code);
    const first = found[0];
    if (first !== undefined)
      return {
        outcome: 'failed',
        ...(first.expected === undefined ? {} : { expected: first.expected }),
        ...(first.found === undefined ? {} : { found: first.found }),
        why: sentenceOf(first),
        evidence: evidenceOf(found),
      };
    const ruled = [...values.keys()].filter((key) => {
      const entry = entryOf(key);
      return entry !== undefined && hasRule(entry);
    });
    return passedBut(
      values.size,
      ruled.length,
      notChecked.filter((key) => values.has(key)),
    );
  };
}

function passedBut(all: number, ruled: number, unknown: readonly string[]): MethodResult {
  if (all === 0) return { outcome: 'not-checked', why: say('没有元数据', 'no metadata'), evidence: [] };
  if (ruled === 0)
    return {
      outcome: 'not-checked',
      why: say('元数据字典对这些元数据项没有这类规定', 'the dictionary has no such rule for any of its elements'),
      evidence: [],
    };
  return {
    outcome: 'passed',
    found: `${ruled}/${all}`,
    ...(unknown.length === 0
      ? {}
      : {
          why: say(
            `字典中没有、未检测：${unknown.slice(0, 20).join('、')}`,
            `not in the dictionary, not checked: ${unknown.slice(0, 20).join(', ')}`,
          ),
        }),
    evidence: unknown.slice(0, 20).map((where) => ({ where, what: 'not in the dictionary: not checked' })),
  };
}

export const metadataLength = byCode('METADATA_TOO_LONG', ({ maxLength }) => maxLength !== undefined);
export const metadataType = byCode('METADATA_TYPE', ({ type }) => type !== 'group');
export const metadataValues = byCode('METADATA_VALUE_UNLISTED', ({ values }) => values !== undefined);
export const metadataRepeated = byCode('METADATA_REPEATED', ({ repeatable }) => !repeatable);

/** Required and conditional elements (必填著录项). Until the fonds has approved its dictionary a missing one only warns. */
export const metadataRequired: Method = (subject) => {
  const { findings, notChecked } = looked(subject);
  const missing = findings.filter(({ code }) => code === 'METADATA_MISSING');
  if (missing.length > 0)
    return {
      outcome: subject.dictionaryApproved ? 'failed' : 'warning',
      expected: missing.map(({ expected }) => expected ?? '').join('、'),
      why: say(`缺 ${missing.length} 个必填元数据项`, `${missing.length} required elements are missing`),
      evidence: evidenceOf(missing),
    };
  const open = notChecked.filter((key) => entryOf(key) !== undefined && !looked(subject).values.has(key));
  return {
    outcome: 'passed',
    ...(open.length === 0
      ? {}
      : {
          why: say(
            `是否必填由人工判断：${open.join('、')}`,
            `whether it is asked for is for a person to say: ${open.join(', ')}`,
          ),
        }),
    evidence: [],
  };
};

/** Control characters, half a surrogate pair, marks that turn the writing direction, invisible ones, private use, U+FFFD. */
const SPECIAL = /[\p{Cc}\p{Cs}\p{Co}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]/u;

export const metadataCharacters: Method = (subject) => {
  const { values } = looked(subject);
  const wrong = [...values].flatMap(([key, texts]) =>
    texts.flatMap((text) => {
      const at = SPECIAL.exec(text.replace(/[\r\n\t]/g, ' '));
      if (at === null) return [];
      const point = `U+${at[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
      return [{ where: key, what: `${point} at character ${at.index + 1}` }];
    }),
  );
  if (wrong.length > 0)
    return { outcome: 'failed', expected: 'no special character', found: wrong[0]!.what, why: say(`${wrong[0]!.where} 含有 ${wrong[0]!.what}`, `${wrong[0]!.where} holds ${wrong[0]!.what}`), evidence: wrong.slice(0, 50) }; // prettier-ignore
  return values.size === 0
    ? { outcome: 'not-checked', why: say('没有元数据', 'no metadata'), evidence: [] }
    : { outcome: 'passed', found: `${values.size}`, evidence: [] };
};

const PAIRS: readonly (readonly [string, string])[] = [
  ['valid-from', 'valid-until'],
  ['accepted-date', 'finished-date'],
  ['issue-date', 'posting-date'],
];
/** No electronic record is older than this. */
const EARLIEST = '1970-01-01';
/** Dates that may well lie ahead. */
const AHEAD = new Set(['valid-until', 'travel-date', 'security-period']);
const DAY_MS = 86_400_000;

/** Dates in the order of the things they tell, none of the past century's first years, none of tomorrow. */
export const metadataPlausible: Method = (subject) => {
  const { values } = looked(subject);
  const tomorrow = new Date(subject.at.getTime() + DAY_MS).toISOString().slice(0, 10);
  const wrong: { where: string; what: string }[] = [];
  let dates = 0;
  for (const [key, texts] of values) {
    if (entryOf(key)?.type !== 'date') continue;
    for (const text of texts) {
      const day = text.slice(0, 10);
      if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(day)) continue;
      dates++;
      if (day < EARLIEST.slice(0, day.length)) wrong.push({ where: key, what: `${day} lies before ${EARLIEST}` });
      else if (!AHEAD.has(key) && day > tomorrow.slice(0, day.length))
        wrong.push({ where: key, what: `${day} lies in the future` });
    }
  }
  for (const [first, second] of PAIRS) {
    const [one, other] = [values.get(first)?.[0]?.slice(0, 10), values.get(second)?.[0]?.slice(0, 10)];
    if (one !== undefined && other !== undefined && one.length === other.length && one > other)
      wrong.push({ where: `${first}, ${second}`, what: `${one} is later than ${other}` });
  }
  if (wrong.length > 0)
    return { outcome: 'failed', found: wrong[0]!.what, why: say(`${wrong[0]!.where}：${wrong[0]!.what}`, `${wrong[0]!.where}: ${wrong[0]!.what}`), evidence: wrong.slice(0, 50) }; // prettier-ignore
  return dates === 0
    ? { outcome: 'not-checked', why: say('没有可检测的日期', 'no date to look at'), evidence: [] }
    : { outcome: 'passed', found: `${dates}`, evidence: [] };
};
