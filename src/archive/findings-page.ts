import { type FindingKind } from '../core/finding.js';
import { DEFAULT_POLICY } from './policy.js';

const HEAD = `# Findings

What an archivist may be told of a record. Codes are stable for ever and never reused; the rest of a row may become clearer.
An \`error\` says the record is broken, a \`warning\` that a person should look, an \`info\` is good to know.
**refuses** marks what the default policy (\`${DEFAULT_POLICY.id}\`) turns away; everything else is archived with its findings.
Messages name the place (\`{where}\`), what was expected and what was found. What is not listed was not looked for: not checked is never passed.

This page is made by \`scripts/findings-table.mjs\` from the catalogue in the code; a test compares the two.

| code | severity | meaning 含义 | clause | what to do 处置 |
|---|---|---|---|---|
`;

/** docs/findings.md, sorted by code: the same catalogue gives the same bytes. */
export function findingsPage(catalogue: Readonly<Record<string, FindingKind>>): string {
  const rows = Object.entries(catalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, kind]) => {
      const severity = DEFAULT_POLICY.refuse.includes(code) ? `${kind.severity}, **refuses**` : kind.severity;
      return `| \`${code}\` | ${severity} | ${cell(kind.zh)} | ${cell(kind.clause ?? '')} | ${cell(kind.action)} ${cell(kind.actionZh)} |\n`;
    });
  return HEAD + rows.join('');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').replace(/</g, '&lt;');
}
