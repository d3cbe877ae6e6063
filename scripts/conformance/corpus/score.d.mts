export interface VerdictLine {
  verdict?: string;
  integrity?: string;
  reason?: string;
  validity?: string;
  ms?: number;
  findings?: { code: string }[];
}
export interface Row {
  scored: number;
  good: number;
  goodAccepted: number;
  bad: number;
  badCaught: number;
  [column: string]: number;
}
export const COLUMNS: readonly string[];
export function outcomeOf(line: VerdictLine | undefined): string;
export function judge(expected: string, outcome: string, group?: string): string | null;
export function score(
  entries: readonly { path: string; group: string; expected: string; expected_class: string }[],
  lines: ReadonlyMap<string, VerdictLine>,
  relabelled?: Readonly<Record<string, { class: string | null }>>,
): { groups: Map<string, Row>; listed: { path: string; group: string; expected: string; column: string; reason: string }[] }; // prettier-ignore
export function table(scored: { groups: Map<string, Row> }): string;
