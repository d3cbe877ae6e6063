import { type OpenedPdf } from '../../pdf/open.js';
import { dictOf, nameOf, type PdfDict, PdfRef, type PdfValue } from '../../pdf/objects.js';
import { textOfPage, type TextRun } from '../../pdf/page-text.js';
import { recordFinding } from '../findings.js';
import { type CarriedIn, type CarriedPages } from '../reader.js';

export const MAX_PAGES = 20;
const LIMITS = { maxRuns: 20_000, maxTokens: 400_000, maxBytes: 8 << 20 };
/** Of all pages together. */
const MAX_TOKENS = 1_000_000;
const MAX_NODES = 2000;

/** Only pages that begin like something a reader of text knows are read: a contract of a hundred pages costs its first one. */
const WORTH = /发票/;

/**
 * The text that pages show, put together to pieces by their places. Read from the second page on only where the first one says 发票;
 * at most 20 pages.
 */
export async function pageTexts(pdf: OpenedPdf): Promise<CarriedIn> {
  const nothing: CarriedIn = { carried: [], findings: [] };
  const pages = await firstPages(pdf);
  const said: CarriedPages['pages'] = [];
  let left = MAX_TOKENS;
  for (const [index, page] of pages.slice(0, MAX_PAGES).entries()) {
    const { runs, tokens } = await textOfPage(pdf.document, page, {
      ...LIMITS,
      maxTokens: Math.min(LIMITS.maxTokens, left),
    });
    left -= tokens;
    if (runs === null) {
      if (index === 0) return nothing;
      return withPages(said, [unread(`page ${index + 1}`, 'more text than is read of a page')]);
    }
    const items = piecesOf(runs);
    if (index === 0 && !items.some(({ text }) => WORTH.test(text.replace(/\s/g, '')))) return nothing;
    said.push({ number: index + 1, items });
  }
  return withPages(
    said,
    pages.length > MAX_PAGES ? [unread(`page ${MAX_PAGES + 1}`, `more than ${MAX_PAGES} pages`)] : [],
  );
}

const withPages = (pages: CarriedPages['pages'], findings: CarriedIn['findings']): CarriedIn => ({
  carried: pages.length === 0 ? [] : [{ kind: 'pages', carrier: '', pages }],
  findings,
});

const unread = (where: string, found: string) =>
  recordFinding('PAGES_UNREAD', where, 'the text of the rest of the pages was not read for facts', { found });

/** The pages in order (ISO 32000-1 7.7.3), one more than are read. */
async function firstPages({ document, catalog }: OpenedPdf): Promise<PdfDict[]> {
  const pages: PdfDict[] = [];
  const seen = new Set<number>();
  const walk = async (value: PdfValue | undefined, depth: number): Promise<void> => {
    if (pages.length > MAX_PAGES || seen.size > MAX_NODES || depth > 32) return;
    if (value instanceof PdfRef) {
      if (seen.has(value.number)) return;
      seen.add(value.number);
    }
    const node = dictOf(await document.resolve(value));
    const kids = await document.resolve(node?.get('Kids'));
    if (node === undefined) return;
    if (!Array.isArray(kids)) {
      if (nameOf(node.get('Type')) !== 'Pages') pages.push(node);
      return;
    }
    for (const kid of kids.slice(0, MAX_NODES)) await walk(kid, depth + 1);
  };
  await walk(catalog.get('Pages'), 0);
  return pages;
}

/** Letters that stand side by side are one text: many makers place each by itself. Rows from the top, pieces from the left. */
export function piecesOf(runs: readonly TextRun[]): TextRun[] {
  const pieces: TextRun[] = [];
  for (const row of rowsOf(runs)) {
    let last: TextRun | undefined;
    for (const run of row) {
      const gap = last === undefined ? Infinity : run.x - (last.x + last.width);
      const height = Math.max(run.height, last?.height ?? 0);
      // The same letters twice in one place are one bold text.
      if (last !== undefined && last.text === run.text && Math.abs(last.x - run.x) < 0.2 * height) continue;
      if (last !== undefined && gap < 0.35 * height && gap > -0.5 * height) {
        last.text += run.text;
        last.width = run.x + run.width - last.x;
        last.height = height;
      } else pieces.push((last = { ...run }));
    }
  }
  return pieces.map((piece) => ({ ...piece, text: piece.text.trim() })).filter(({ text }) => text !== '');
}

/** Runs whose baselines differ by less than a third of their height stand in one row. */
function rowsOf(runs: readonly TextRun[]): TextRun[][] {
  const rows: { y: number; runs: TextRun[] }[] = [];
  for (const run of [...runs].sort((one, other) => one.y - other.y)) {
    const row = rows.at(-1);
    if (row !== undefined && run.y - row.y < Math.max(0.33 * run.height, 0.5)) row.runs.push(run);
    else rows.push({ y: run.y, runs: [run] });
  }
  return rows.map((row) => row.runs.sort((one, other) => one.x - other.x));
}
