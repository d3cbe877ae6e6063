import { type Content, htmlElement as h, Markup } from '../../markup.js';
import { PAGE_POLICY, PAGE_STYLE } from '../../page-style.js';
import { shortened, visible } from '../../visible-text.js';
import { type CheckReport, type ItemResult, type Outcome } from '../result.js';
import { type CheckGroup, type CheckScheme, type SchemeItem } from '../scheme.js';
import { groupInWords, type Lang, outcomeInWords, stageInWords, totalInWords } from './words.js';

/** A report with what it is about. */
export interface CheckedRecord {
  record: { id: string; title: string; kind: string; fonds: string };
  report: CheckReport;
}

const MAX_TEXT = 300;
const MAX_EVIDENCE = 10;
const GROUPS: readonly CheckGroup[] = ['authenticity', 'completeness', 'usability', 'security'];
const MARKS: Record<Outcome, readonly [sign: string, name: string]> = {
  passed: ['✓', 'right'],
  warning: ['!', 'open'],
  failed: ['✗', 'wrong'],
  'not-checked': ['?', 'open'],
  'not-applicable': ['–', 'none'],
  manual: ['?', 'open'],
};
/** What a person must see first. */
const ORDER: readonly Outcome[] = ['failed', 'warning', 'manual', 'not-checked', 'passed', 'not-applicable'];

/**
 * 四性检测报告 of one record, for people: HTML without script and without anything from outside. What failed and what was not checked
 * stands first in each group, with value expected, value found and where. The same input gives the same bytes.
 */
export function checkPage({ record, report }: CheckedRecord, scheme: CheckScheme, lang: Lang): string {
  const say = (zh: string, en: string): string => (lang === 'en' ? en : zh);
  const title = say('四性检测报告', 'Report of the check of the four natures');
  const items = new Map(scheme.items.map((item) => [item.key, item]));
  const head = h('head', [
    new Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
    new Markup(`<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">`),
    h('title', `${plain(record.title)} · ${title}`),
    new Markup(`<style>${PAGE_STYLE}</style>`),
  ]);
  const verdict = { passed: 'TOTAL_PASSED', failed: 'TOTAL_FAILED', open: 'INDETERMINATE' }[report.total.outcome];
  const body = h('main', [
    h('h1', title),
    h('p', [h('bdi', plain(record.title)), ' · ', plain(record.kind)], { class: 'soft' }),
    h('p', totalInWords(report.total, lang), { class: `verdict ${verdict}` }),
    uncheckedVetoes(report.results, items, lang),
    ...GROUPS.map((group) => groupSection(group, report.results, items, lang)),
    footer(record, report, scheme, lang),
  ]);
  return `<!doctype html>\n${h('html', [head, h('body', body)], { lang }).text}\n`;
}

/** Passed means that nothing failed: what would alone fail the record and was not looked at has to be said beside it. */
function uncheckedVetoes(
  results: readonly ItemResult[],
  items: ReadonlyMap<string, SchemeItem>,
  lang: Lang,
): Markup | null {
  const open = results.flatMap(({ item, outcome }) => {
    const one = items.get(item);
    return outcome === 'not-checked' && one?.veto ? [lang === 'en' ? one.en : one.zh] : [];
  });
  if (open.length === 0) return null;
  return h(
    'p',
    lang === 'en'
      ? `Not checked, though each would alone fail the record: ${open.join('; ')}.`
      : `以下一票否决项未检测：${open.join('；')}。`,
    { class: 'soft' },
  );
}

function groupSection(
  group: CheckGroup,
  results: readonly ItemResult[],
  items: ReadonlyMap<string, SchemeItem>,
  lang: Lang,
): Markup | null {
  const some = results
    .flatMap((result) => {
      const item = items.get(result.item);
      return item?.group === group ? [{ item, result }] : [];
    })
    .sort((one, other) => ORDER.indexOf(one.result.outcome) - ORDER.indexOf(other.result.outcome));
  if (some.length === 0) return null;
  return h('section', [
    h('h2', groupInWords(group, lang)),
    h(
      'table',
      some.map(({ item, result }) => row(item, result, lang)),
    ),
  ]);
}

function row(item: SchemeItem, result: ItemResult, lang: Lang): Markup {
  const say = (zh: string, en: string): string => (lang === 'en' ? en : zh);
  const { outcome, expected, found, why, evidence, override } = result;
  const [sign, mark] = MARKS[outcome];
  const soft = (content: Content) => h('span', content, { class: 'soft' });
  const shown = outcome === 'passed' || outcome === 'not-applicable' ? [] : evidence.slice(0, MAX_EVIDENCE);
  const more = evidence.length - shown.length;
  return h(
    'tr',
    [
      h('th', [lang === 'en' ? item.en : item.zh, ' ', soft(codeOf(item, lang))], { scope: 'row' }),
      h('td', [
        h('span', sign, { class: 'mark', 'aria-hidden': 'true' }),
        outcomeInWords(outcome, lang),
        item.veto ? say('（一票否决项）', ' (alone fails the record)') : '',
        why === undefined ? null : soft(plain(lang === 'en' ? why.en : why.zh)),
        expected === undefined ? null : soft([say('应为：', 'expected: '), plain(expected)]),
        found === undefined ? null : soft([say('实为：', 'found: '), plain(found)]),
        ...shown.map(({ where, what, finding, digest }) => soft(plain([where, finding, what, digest].filter(Boolean).join(' · ')))), // prettier-ignore
        shown.length > 0 && more > 0 ? soft(say(`另有 ${more} 处`, `${more} more`)) : null,
        override === undefined
          ? null
          : soft(
              say(
                `人工改判（原为${outcomeInWords(override.from, lang)}）：${plain(override.reason)}；${override.by} ${override.at}`,
                `set by a person (was ${outcomeInWords(override.from, lang)}): ${plain(override.reason)}; ${override.by} ${override.at}`,
              ),
            ),
      ]),
    ],
    { class: mark },
  );
}

function codeOf({ code, clause }: SchemeItem, lang: Lang): string {
  if (code === undefined) return clause;
  return code.grade === 'C'
    ? lang === 'en'
      ? `${code.number} (number not established)`
      : `${code.number}（编号未查实）`
    : code.number;
}

function footer(record: CheckedRecord['record'], report: CheckReport, scheme: CheckScheme, lang: Lang): Markup {
  const say = (zh: string, en: string): string => (lang === 'en' ? en : zh);
  const line = (label: string, content: Content) => h('tr', [h('th', label, { scope: 'row' }), h('td', content)]);
  return h('footer', [
    h('table', [
      line(say('档案记录', 'Record'), h('span', record.id, { class: 'mono' })),
      line(say('全宗', 'Fonds'), plain(record.fonds)),
      line(say('环节', 'Stage'), stageInWords(report.stage, lang)),
      line(
        say('检测方案', 'Scheme'),
        `${lang === 'en' ? scheme.en : scheme.zh} (${report.scheme.id}/${report.scheme.version})`,
      ),
      line(say('检测时间', 'Checked at'), report.at),
      line(say('软件', 'Software'), `${report.software.name} ${report.software.version}`),
    ]),
    h('p', say('“未检测”不计为通过。编号未查实的项目只按名称进行，不声称符合标准的该条。', '“Not checked” never counts as passed. An item whose number is not established goes by its name and does not claim that clause of the standard.'), { class: 'soft' }), // prettier-ignore
  ]);
}

const plain = (text: string): string => shortened(visible(text), MAX_TEXT);
