import { type FileReport } from '../core/record.js';
import { entryOf } from '../core/records/dictionary/index.js';
import { type SourcedFact } from '../core/records/fact.js';
import { KINDS } from '../core/records/index.js';
import { shortened } from '../core/visible-text.js';
import { recordOfOne } from '../core/verdict-line.js';
import { findingLines } from './finding-lines.js';
import { type Terminal, visible } from './terminal.js';

const MAX_FACTS = 40;
const MAX_TEXT = 80;
const PER_LINE = 4;

/** What a file says as a document, in the words of the dictionary: kind and key, then its facts; nothing for a file that says nothing. */
export function factLines(terminal: Terminal, file: string, report: FileReport): string[] {
  const { kind, duplicateKey, facts, findings } = recordOfOne(file, report);
  const found = findings.flatMap((one) => findingLines(terminal, one));
  if (facts.length === 0) return found;
  const line = KINDS.find(({ id }) => id === kind);
  const whole = facts.filter(({ group }) => group === undefined);
  const rows = new Set(facts.flatMap(({ group }) => (group === undefined ? [] : [group]))).size;
  const said = whole.slice(0, MAX_FACTS).map((fact) => factText(terminal, fact));
  const more = whole.length - MAX_FACTS;
  if (more > 0) said.push(terminal.say(`另有 ${more} 项`, `${more} more`));
  if (rows > 0) said.push(terminal.say(`明细 ${rows} 行`, `${rows} lines`));
  const lines: string[] = [];
  for (let at = 0; at < said.length; at += PER_LINE) lines.push(`        ${said.slice(at, at + PER_LINE).join(' · ')}`);
  return [
    `    ${terminal.say(line?.zh ?? kind, line?.en ?? kind)}${duplicateKey === null ? '' : ` · ${visible(duplicateKey)}`}`,
    ...lines,
    ...found,
  ];
}

function factText({ lang }: Terminal, { key, text, currency }: SourcedFact): string {
  const entry = entryOf(key);
  const name = entry === undefined ? key : lang === 'en' ? entry.en : entry.zh;
  return `${name}${lang === 'en' ? ': ' : '：'}${visible(shortened(text, MAX_TEXT))}${currency === undefined ? '' : ` ${currency}`}`;
}
