import { SCHEMES } from '../schemes/index.js';
import { type SchemeItem } from '../scheme.js';
import { groupInWords } from './words.js';

/** docs/checks.md: every item of every built-in scheme, with number, grade and how it is looked at. */
export function itemsPage(): string {
  return `# Checks 四性检测

Every item of the built-in schemes. They are made *after* DA/T 70-2018, whose text was not at hand: item names and numbers
come from public results and implementations of it. A number below grade B is printed as *not established*; a rule of grade C never vetoes; results go
by the key, and numbers are data. An item is *passed*, *warning*, *failed*, *not checked*, *not applicable* or *for a person*; *not checked* never counts as
passed, and each report says how much was not checked. Elements missing from the metadata only warn until the fonds has approved its dictionary.

This page is made by \`scripts/checks-table.mjs\` from the code (a test compares). Each method has a case for each of its outcomes in
\`test/core/checks/methods.test.ts\`.
${SCHEMES.map(
  ({ id, version, zh, en, basis, items }) => `
## ${id}/${version} ${zh}

${en}. Basis: ${basis}.

| key | number | group | item | method | weighs | clause, grade |
|---|---|---|---|---|---|---|
${items.map(row).join('\n')}
`,
).join('')}`;
}

function row({ key, code, group, zh, en, method, severity, veto, clause, grade }: SchemeItem): string {
  const number = code === undefined ? '—' : code.grade === 'C' ? `*not established* (${code.number}?)` : code.number;
  return `| \`${key}\` | ${number} | ${groupInWords(group, 'zh-CN')} | ${zh} ${en} | \`${method}\` | ${veto ? '**veto**' : severity} | ${clause}, ${grade} |`;
}
