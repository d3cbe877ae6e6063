import { once } from 'node:events';

export { visible } from '../core/visible-text.js';

export type Lang = 'zh-CN' | 'en';

/** Exit codes of every verb. Of several, `worst` counts. */
export const EXIT = { ok: 0, findings: 1, couldNot: 2, unproven: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Could not look, then findings, then unproven: who was not looked at must not hide behind a milder answer. */
const SEVERITY: readonly ExitCode[] = [EXIT.ok, EXIT.unproven, EXIT.findings, EXIT.couldNot];

export function worst(codes: Iterable<ExitCode>): ExitCode {
  let index = 0;
  for (const code of codes) index = Math.max(index, SEVERITY.indexOf(code));
  return SEVERITY[index]!;
}

/** Where a verb speaks: standard output for results, standard error for progress and errors, in one language. */
export class Terminal {
  exitCode: ExitCode = EXIT.ok;

  constructor(
    readonly lang: Lang,
    readonly env: Readonly<Record<string, string | undefined>> = process.env,
  ) {}

  readonly say = (zh: string, en: string): string => (this.lang === 'en' ? en : zh);

  /** One line; waits while the reader behind a pipe is slower than we are. */
  async out(line: string): Promise<void> {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  }

  /** Bytes as they are. */
  async bytes(bytes: Uint8Array): Promise<void> {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  }

  err(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  end(code: ExitCode): void {
    this.exitCode = worst([this.exitCode, code]);
  }
}

/** `--lang` wins over LC_ALL, LC_MESSAGES, LANG; whatever is not English is zh-CN. */
export function langOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Lang {
  const at = argv.findIndex((a) => a === '--lang' || a.startsWith('--lang='));
  const given = at < 0 ? undefined : argv[at] === '--lang' ? argv[at + 1] : argv[at]!.slice('--lang='.length);
  if (given === 'en' || given === 'zh-CN') return given;
  return /^en(_|\.|$)/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'en' : 'zh-CN';
}

/** Columns of a text in a terminal: CJK and full-width characters take two, combining marks none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}|\u200b|\u200d|\ufe0f/u.test(character)) continue;
    columns +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** At most `columns` wide, with an ellipsis where it was cut. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (columnsOf(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Rows under a header, columns aligned; cells of `right` columns stand at the right edge. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string[] {
  const widths = header.map((h, i) => Math.max(columnsOf(h), ...rows.map((r) => columnsOf(r[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    widths
      .map((width, i) => {
        const cell = cells[i] ?? '';
        const gap = ' '.repeat(width - columnsOf(cell));
        return right.has(i) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((w) => '─'.repeat(w)).join('  '), ...rows.map(line)];
}
