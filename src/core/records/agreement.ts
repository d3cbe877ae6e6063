import { type Finding } from '../finding.js';
import { type Declaration } from '../record.js';
import { compare, parseDecimal } from './decimal.js';
import { entryNamed } from './dictionary/index.js';
import { type DocumentFacts, type Fact, type FactType, type SourcedFact } from './fact.js';
import { factOf } from './fact-value.js';
import { recordFinding } from './findings.js';

/** A document with the declared name of the file it is in. */
export interface Rendition {
  file: string;
  document: DocumentFacts;
}

/** Facts of several renditions (表现形式) of the same thing, put together. */
export interface Agreed {
  /** One per key and group: the first rendition's that says it, in the order of the renditions, then of its document. */
  facts: SourcedFact[];
  findings: Finding[];
}

/** More differences than these say nothing new: the renditions are of two things. */
const MAX_FINDINGS = 20;

/**
 * Chooses and compares. `renditions` come in the order of trust, the most trusted first. Of a repeated group (`line/1`, …) all facts are
 * the first rendition's that has it. A difference is a finding with both files, places and values; an element that no table knows
 * (its key has a colon) is not compared, nor what `skip` names.
 */
export function agree(renditions: readonly Rendition[], skip: ReadonlySet<string> = new Set()): Agreed {
  const chosen = new Map<string, { fact: SourcedFact; of: Rendition }>();
  const families = new Map<string, Rendition>();
  const findings: Finding[] = [];
  for (const rendition of renditions) {
    const known = new Map(families);
    for (const fact of sourced(rendition)) {
      const family = familyOf(fact);
      if (known.has(family)) continue;
      if (family !== '') families.set(family, rendition);
      const at = `${fact.group ?? ''} ${fact.key}`;
      const first = chosen.get(at);
      if (first === undefined || (first.fact.value === null && fact.value !== null)) {
        chosen.set(at, { fact, of: rendition });
      } else if (first.of !== rendition && compared(fact.key, skip) && !sameFact(first.fact, fact)) {
        findings.push(differ('FACTS_DIFFER', first.fact, fact));
      }
    }
    for (const [family, first] of known) findings.push(...differingGroups(family, first, rendition, skip));
  }
  return { facts: [...chosen.values()].map(({ fact }) => fact), findings: findings.slice(0, MAX_FINDINGS) };
}

const sourced = ({ file, document }: Rendition): SourcedFact[] =>
  document.facts.map((fact) => ({ ...fact, file, reader: document.reader }));

const familyOf = ({ group }: Fact): string => group?.replace(/\/\d+(?=\/|$)/g, '') ?? '';

const compared = (key: string, skip: ReadonlySet<string>): boolean => !key.includes(':') && !skip.has(key);

/** Whether two places say the same: amounts as numbers, dates as exactly as the less exact one, names whatever their widths and spaces. */
export function sameFact(one: Fact, other: Fact): boolean {
  if (one.value === null || other.value === null) return one.text === other.text;
  if (one.value === other.value) return true;
  const type = one.type === other.type ? one.type : 'text';
  if (type === 'amount' || type === 'number') {
    const [left, right] = [parseDecimal(one.value), parseDecimal(other.value)];
    return left !== null && right !== null && compare(left, right) === 0;
  }
  if (type === 'date') return one.value.startsWith(other.value) || other.value.startsWith(one.value);
  return plain(one.value) === plain(other.value);
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase();

/** Groups are compared in order; in another order they may still all be there. */
function differingGroups(family: string, first: Rendition, other: Rendition, skip: ReadonlySet<string>): Finding[] {
  const [left, right] = [groupsOf(first, family), groupsOf(other, family)];
  if (right.length === 0) return [];
  if (left.length !== right.length) {
    const [one, two] = [left[0]![0]!, right[0]![0]!];
    return [
      recordFinding(
        'FACTS_DIFFER',
        `${two.file} ${two.place}`,
        `${one.file} has ${left.length} × ${family}, ${two.file} has ${right.length}`,
        {
          expected: `${left.length} × ${family} (${one.file})`,
          found: `${right.length} × ${family} (${two.file})`,
        },
      ),
    ];
  }
  const found = left.flatMap((facts, index) =>
    facts.flatMap((fact) => {
      const twin = right[index]!.find(({ key }) => key === fact.key);
      return twin === undefined || !compared(fact.key, skip) || sameFact(fact, twin)
        ? []
        : [differ('FACTS_DIFFER', fact, twin)];
    }),
  );
  return found.length > 0 && sameSets(left, right, skip) ? [] : found;
}

function groupsOf(rendition: Rendition, family: string): SourcedFact[][] {
  const groups = new Map<string, SourcedFact[]>();
  for (const fact of sourced(rendition)) {
    if (fact.group === undefined || familyOf(fact) !== family) continue;
    const facts = groups.get(fact.group);
    if (facts === undefined) groups.set(fact.group, [fact]);
    else facts.push(fact);
  }
  return [...groups.values()];
}

function sameSets(left: SourcedFact[][], right: SourcedFact[][], skip: ReadonlySet<string>): boolean {
  const keysIn = (groups: SourcedFact[][]) => new Set(groups.flatMap((facts) => facts.map(({ key }) => key)));
  const [one, two] = [keysIn(left), keysIn(right)];
  const shared = [...one].filter((key) => two.has(key) && compared(key, skip)).sort();
  const signatures = (groups: SourcedFact[][]) =>
    groups.map((facts) => JSON.stringify(shared.map((key) => formOf(facts.find((fact) => fact.key === key))))).sort();
  return JSON.stringify(signatures(left)) === JSON.stringify(signatures(right));
}

/** So that `1.10` and `1.1` are one, as in sameFact. */
function formOf(fact: Fact | undefined): string {
  if (fact === undefined) return '';
  const { type, value, text } = fact;
  if (value === null) return text;
  if (type === 'amount' || type === 'number') return value.includes('.') ? value.replace(/\.?0*$/, '') : value;
  return plain(value);
}

function differ(code: 'FACTS_DIFFER' | 'DECLARATION_DIFFERS', first: SourcedFact, other: SourcedFact): Finding {
  const said = ({ text, file, place }: SourcedFact) => `${cut(text)} (${file} ${place})`;
  const what = first.group === undefined ? first.key : `${first.group} ${first.key}`;
  return recordFinding(code, `${other.file} ${other.place}`, `${what}: ${said(first)}, but ${said(other)}`, {
    expected: said(first),
    found: said(other),
  });
}

const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** Names that senders of a kind use for a fact, where the dictionary has none or means another: 票价 of a railway ticket. */
export type DeclaredNames = Readonly<Record<string, { key: string; type: FactType }>>;

/** What the sender said in `metadata`, as facts of the file `declaration`. Elements of the archive itself (密级, 档号) are no facts. */
export function declaredFacts({ metadata = {} }: Declaration, names: DeclaredNames = {}): SourcedFact[] {
  return Object.entries(metadata).flatMap(([name, value]) => {
    const known = Object.hasOwn(names, name) ? names[name] : rowOf(name);
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (known === undefined || typeof text !== 'string' || text.trim() === '') return [];
    return [{ ...factOf({ ...known, text, place: `metadata/${name}` }), file: 'declaration', reader: 'declaration/1' }];
  });
}

/** DA/T 94 has seven elements of accounting among those of the archive. */
const ACCOUNTING = new Set(['accounting-year', 'accounting-period', 'base-currency', 'preparer', 'prepared-date', 'reviewer', 'reviewed-date']); // prettier-ignore

function rowOf(name: string): { key: string; type: FactType } | undefined {
  const row = entryNamed(name);
  if (row === undefined || row.type === 'group' || (row.area === 'archive' && !ACCOUNTING.has(row.key)))
    return undefined;
  return { key: row.key, type: row.type };
}

/** A declared thing that the files say otherwise is a finding; one that no file says is a fact of the record with the sender as its source. */
export function withDeclared(agreed: Agreed, declared: readonly SourcedFact[]): Agreed {
  const facts = [...agreed.facts];
  const findings = [...agreed.findings];
  for (const said of declared) {
    const file = facts.find(({ key, group }) => key === said.key && group === said.group);
    if (file === undefined) facts.push(said);
    else if (!sameFact(file, said)) findings.push(differ('DECLARATION_DIFFERS', file, said));
  }
  return { facts, findings };
}
