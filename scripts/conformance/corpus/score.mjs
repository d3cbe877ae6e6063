// How verdict lines are judged against a manifest of expectations. Integrity only: is what was signed intact, and does
// the signature cover the document. Trust in a signer is reported elsewhere and never scored.
const ACCEPTED = new Set(['valid', 'warning']);
const REFUSED = new Set(['modified', 'changed-after-signing', 'invalid']);
const NOT_SCORED = new Set(['unknown', 'companion', 'reference', 'extended']);
/** Groups whose expectation is about the invoice inside, not about a signature. */
const DOCUMENT_GROUPS = new Set(['hybrid-pdf', 'einvoice-xml']);

/** In the order of the table. */
export const COLUMNS = ['correct', 'false-accept', 'false-reject', 'no-answer', 'needs-content', 'crash'];

/** What a line says, in one word. TOTAL_FAILED refuses and TOTAL_PASSED accepts, whatever `integrity` says beside it. */
export function outcomeOf(line) {
  const { verdict, integrity, reason } = line ?? {};
  switch (verdict) {
    case undefined:
    case 'CRASH':
    case 'TIMEOUT':
      return 'crash';
    case 'MALFORMED':
      return 'malformed';
    case 'TOTAL_FAILED':
      return 'broken';
    case 'TOTAL_PASSED':
      return 'intact';
    case 'NO_SIGNATURE':
      return 'none';
    case 'UNSUPPORTED':
      return 'unsupported';
  }
  if (integrity === 'intact' || integrity === 'broken') return integrity;
  return String(reason ?? '').startsWith('needs-content') ? 'needs-content' : 'unsupported';
}

/** The column for an outcome under an expected class; null when the class says nothing. */
export function judge(expected, outcome, group = '') {
  if (outcome === 'crash') return 'crash';
  if (group.startsWith('malicious'))
    return outcome === 'intact' && expected === 'malicious' ? 'false-accept' : 'correct';
  if (NOT_SCORED.has(expected)) return null;
  if (ACCEPTED.has(expected)) {
    if (outcome === 'intact') return 'correct';
    if (outcome === 'broken' || outcome === 'malformed') return 'false-reject';
    return outcome === 'needs-content' ? 'needs-content' : 'no-answer';
  }
  if (REFUSED.has(expected)) {
    if (outcome === 'broken' || outcome === 'malformed') return 'correct';
    if (outcome === 'intact') return 'false-accept';
    return outcome === 'needs-content' ? 'needs-content' : 'no-answer';
  }
  if (expected === 'malformed') return outcome === 'intact' ? 'false-accept' : 'correct';
  const safe = { none: 'correct', intact: 'false-accept', broken: 'false-reject' };
  if (expected === 'unsigned') return safe[outcome] ?? 'no-answer';
  if (expected === 'encrypted') return outcome === 'none' ? 'correct' : (safe[outcome] ?? 'correct');
  return null;
}

/** The column of one entry of the manifest. */
export function columnOf(entry, expected, line) {
  const { group } = entry;
  const outcome = outcomeOf(line);
  if (outcome === 'crash') return NOT_SCORED.has(expected) && line === undefined ? null : 'crash';
  if (group === 'formats') return null;
  if (DOCUMENT_GROUPS.has(group)) {
    const { validity } = line;
    const said = expected === 'valid' || expected === 'invalid';
    if (validity === 'valid' || validity === 'invalid') {
      if (said) return validity === expected ? 'correct' : validity === 'valid' ? 'false-accept' : 'false-reject';
    }
    if (validity || group === 'einvoice-xml') {
      if (said) return 'no-answer';
      return null;
    }
    return outcome === 'malformed' && expected === 'invalid' ? 'correct' : judge('unsigned', outcome);
  }
  if (group === 'eark' && expected === 'invalid' && String(entry.expected).includes('level WARNING')) {
    // A warning rule: naming it is enough.
    const rule = /violates (\w+)/.exec(entry.expected)?.[1];
    const named = (line.findings ?? []).some(({ code }) => code === rule);
    if (outcome === 'broken' || named) return 'correct';
  }
  return judge(expected, outcome, group);
}

/**
 * Counts per group. `lines` by the path of the manifest; `relabelled` maps a path to `{class}`, null to set it aside.
 * An entry without a line counts as a crash.
 */
export function score(entries, lines, relabelled = {}) {
  const groups = new Map();
  const listed = [];
  for (const entry of entries) {
    const fix = relabelled[entry.path];
    const expected = fix === undefined ? entry.expected_class : fix.class;
    if (expected === null || expected === undefined) continue;
    const line = lines.get(entry.path);
    const row = groups.get(entry.group) ?? { lines: 0, scored: 0, good: 0, goodAccepted: 0, bad: 0, badCaught: 0, ms: 0, timed: 0, ...Object.fromEntries(COLUMNS.map((name) => [name, 0])) }; // prettier-ignore
    groups.set(entry.group, row);
    row.lines++;
    if (line?.ms !== undefined) ((row.ms += line.ms), row.timed++);
    const column = columnOf(entry, expected, line);
    if (column === null) continue;
    row.scored++;
    row[column]++;
    if (ACCEPTED.has(expected)) (row.good++, (row.goodAccepted += column === 'correct' ? 1 : 0));
    if (REFUSED.has(expected)) (row.bad++, (row.badCaught += column === 'correct' ? 1 : 0));
    listed.push({ path: entry.path, group: entry.group, expected, column, reason: line?.reason ?? 'no line' });
  }
  return { groups, listed };
}

/** A Markdown table, one row per group. */
export function table({ groups }) {
  const head = ['group', 'lines', 'scored', ...COLUMNS, 'correct %', 'good accepted', 'bad caught', 'files/s'];
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, row]) => [
    group,
    row.lines,
    row.scored,
    ...COLUMNS.map((name) => row[name]),
    ((100 * row.correct) / Math.max(1, row.scored)).toFixed(1),
    `${row.goodAccepted}/${row.good}`,
    `${row.badCaught}/${row.bad}`,
    row.ms > 0 ? Math.round((1000 * row.timed) / row.ms) : '',
  ]); // prettier-ignore
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `| --- |${' ---: |'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}
