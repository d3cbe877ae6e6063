import { type Finding } from '../../finding.js';
import { CORE_FINDINGS, translateBy } from '../../findings-catalogue.js';
import { type SignatureReport } from '../../record.js';
import { type Verdict, verdictOf } from '../../verdict-line.js';
import { articleThirteen, HEADING, NO_CONCLUSION } from './article-13.js';
import { factsInWords, type Mark } from './facts-in-words.js';
import { type Content, htmlElement as h, Markup } from '../../markup.js';
import { PAGE_POLICY, PAGE_STYLE } from '../../page-style.js';
import { type ReportedFile, type ReportInput } from './report.js';
import {
  adviceOf,
  inWords,
  kindInWords,
  type Lang,
  nameIn,
  plain,
  type Said,
  sentenceOf,
  timeInWords,
} from './words.js';

/** A hostile file may hold thousands; a person reads these, and the JSON report has them all. */
const MAX_SIGNATURES = 100;
const MAX_FINDINGS = 50;
const MAX_TEXT = 200;

/**
 * The validation report as a page for people: HTML that needs no script and nothing from outside, to read, print or
 * keep. The same input gives the same bytes. It tells facts and verdicts, never what a signature is worth in law.
 */
export function validationPage(input: ReportInput, lang: Lang): string {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const title = say('签名与印章核验报告', 'Validation report of signatures and seals');
  const { context, files } = input;
  const head = h('head', [
    new Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
    // In an attribute the quotes of the policy need no escape; it holds nothing of strangers.
    new Markup(`<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">`),
    h('title', files.length === 1 ? `${plain(files[0]!.name, MAX_TEXT)} · ${title}` : title),
    new Markup(`<style>${PAGE_STYLE}</style>`),
  ]);
  const body = h('main', [
    h('h1', title),
    h('p', [say('核验时间 ', 'Validated at '), timeInWords(context.at, lang), ' · ', totalOf(files, lang)], {
      class: 'soft',
    }),
    ...files.map((file) => fileSection(file, lang)),
    footer(input, lang),
  ]);
  return `<!doctype html>\n${h('html', [head, h('body', body)], { lang }).text}\n`;
}

function totalOf(files: readonly ReportedFile[], lang: Lang): string {
  const signatures = files.reduce((sum, { report }) => sum + report.signatures.length, 0);
  const [one, two] = [files.length, signatures];
  return inWords([`${one} 个文件，${two} 个签名、印章或时间戳`, `${one} ${one === 1 ? 'file' : 'files'}, ${two} ${two === 1 ? 'signature, seal or time-stamp' : 'signatures, seals or time-stamps'}`], lang); // prettier-ignore
}

function fileSection(file: ReportedFile, lang: Lang): Markup {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const { name, sizeBytes, sha256, sm3, report } = file;
  const { signatures, findings } = report;
  const { verdict, reason } = verdictOf(report);
  const shown = signatures.slice(0, MAX_SIGNATURES);
  const left = signatures.length - shown.length;
  return h('section', [
    h('h2', bdi(name === '' ? say('（未命名的文件）', '(a file without a name)') : name)),
    h('table', [
      row(say('格式', 'Format'), plain(report.facts.description, MAX_TEXT)),
      row(say('大小', 'Size'), say(`${sizeBytes} 字节`, `${sizeBytes} bytes`)),
      row('SHA-256', h('span', sha256, { class: 'mono' })),
      row('SM3', h('span', sm3, { class: 'mono' })),
    ]),
    signatures.length !== 1 || verdict !== signatures[0]!.verdict ? wholeVerdict(verdict, reason, lang) : null,
    ...shown.map((one) => signatureSection(one, signatures, lang)),
    left > 0 ? h('p', say(`另有 ${left} 个未在此列出，见 JSON 报告。`, `${left} more are in the JSON report.`)) : null,
    findingsSection(findings, lang),
  ]);
}

const WHOLE: Record<Verdict, Said> = {
  TOTAL_PASSED: ['整个文件：通过，其中每个签名都通过。', 'The whole file: passed, with each of its signatures.'],
  INDETERMINATE: [
    '整个文件：不确定，以其中最差的一个为准。',
    'The whole file: undecided, as the worst of its signatures.',
  ],
  TOTAL_FAILED: ['整个文件：不通过，以其中最差的一个为准。', 'The whole file: failed, as the worst of its signatures.'],
  NO_SIGNATURE: ['文件中没有发现签名、印章或时间戳。', 'There is no signature, seal or time-stamp in this file.'],
  UNSUPPORTED: ['这种文件的签名还不能核验。', 'Signatures of this kind of file can not be verified yet.'],
  MALFORMED: ['文件已损坏，其中的签名无从核验。', 'The file is damaged, so its signatures can not be verified.'],
};

function wholeVerdict(verdict: Verdict, reason: string, lang: Lang): Markup {
  const nothing = verdict === 'NO_SIGNATURE' || verdict === 'TOTAL_PASSED';
  return h('p', [inWords(WHOLE[verdict], lang), h('span', nothing ? verdict : [verdict, ' · ', english(reason, lang)], { class: 'code' })], { class: `verdict ${verdict}` }); // prettier-ignore
}

function signatureSection(report: SignatureReport, all: readonly SignatureReport[], lang: Lang): Markup {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  const { id, kind, profile, container, where, of, policy, verdict, subIndication, reason, facts } = report;
  const parent = of === undefined ? undefined : all.find((one) => one.id === of);
  const belongs = parent === undefined ? [] : [say(`属于${kindInWords(parent.kind, lang)} `, `of ${kindInWords(parent.kind, lang)} `), bdi(parent.id), ' · ']; // prettier-ignore
  return h('article', [
    h('h3', [capital(kindInWords(kind, lang)), ' ', bdi(id)]),
    h(
      'p',
      [
        ...belongs,
        plain(profile ?? container, MAX_TEXT),
        ' · ',
        bdi(where),
        policy === undefined ? '' : say(` · 策略 ${policy}`, ` · policy ${policy}`),
      ],
      { class: 'soft' },
    ),
    h('p', [sentenceOf(report, lang), h('span', [verdict, subIndication === null ? '' : ` · ${subIndication}`, verdict === 'TOTAL_PASSED' ? '' : [' · ', english(reason, lang)]], { class: 'code' })], { class: `verdict ${verdict}` }), // prettier-ignore
    h('p', [h('strong', say('怎么办：', 'What to do: ')), adviceOf(report, lang)], { class: 'do' }),
    h('h4', say('结论的依据', 'What it rests on')),
    h('table', [
      row(facts.chain?.check.is === 'right' ? say('签署者', 'Signer') : say('签署者（自称）', 'Signer, as it says'), facts.signer === null ? say('不清楚', 'unknown') : bdi(nameIn(facts.signer.subject))), // prettier-ignore
      ...factsInWords(report, lang).map(
        ({ label, mark, answer, details }) =>
        row(label, [h('span', SIGNS[mark], { class: 'mark', 'aria-hidden': 'true' }), answer, ...details.map((one) => h('span', one, { class: 'soft' }))], mark), // prettier-ignore
      ),
    ]),
    kind === 'timestamp' || kind === 'evidence-record' ? null : article(report, lang),
  ]);
}

const SIGNS: Record<Mark, string> = { right: '✓', wrong: '✗', open: '?', none: '–' };

function article(report: SignatureReport, lang: Lang): Markup[] {
  return [
    h('h4', inWords(HEADING, lang)),
    h(
      'table',
      articleThirteen(report, lang).map(({ asks, facts }) => row(asks, facts)),
      { class: 'law' },
    ),
    h('p', inWords(NO_CONCLUSION, lang), { class: 'soft' }),
  ];
}

function findingsSection(findings: readonly Finding[], lang: Lang): Markup | null {
  const shown = findings.filter(({ severity }) => severity !== 'info').slice(0, MAX_FINDINGS);
  if (shown.length === 0) return null;
  const weight = { error: ['错误', 'Error'], warning: ['警告', 'Warning'], info: ['提示', 'Note'] } as const;
  return h('section', [
    h('h3', inWords(['检测发现', 'Findings'], lang)),
    h('table', shown.map((finding) => {
      const { code, severity, where, clause, message, action } = translateBy(CORE_FINDINGS, finding, lang);
      return row(inWords(weight[severity], lang), [
        plain(message, 2 * MAX_TEXT),
        h('span', plain([code, where, clause].filter(Boolean).join(' · '), 2 * MAX_TEXT), { class: 'soft' }),
        h('span', `→ ${plain(action, 2 * MAX_TEXT)}`, { class: 'soft' }),
      ]);
    })), // prettier-ignore
  ]);
}

function footer({ context, software, record }: ReportInput, lang: Lang): Markup {
  const say = (zh: string, en: string): string => inWords([zh, en], lang);
  return h('footer', [
    h('h4', say('在什么条件下得出', 'Under what this was concluded')),
    h('table', [
      record === undefined ? null : row(say('档案记录', 'Record'), h('span', record, { class: 'mono' })),
      row(say('核验时间', 'Time of control'), [
        timeInWords(context.at, lang),
        h('span', context.at, { class: 'soft' }),
      ]),
      row(say('信任快照', 'Trust snapshot'), h('span', `sha256:${context.trust}`, { class: 'mono' })),
      row(say('策略', 'Policy'), plain(context.policy, MAX_TEXT)),
      row(say('软件', 'Software'), plain(`${software.name} ${software.version}`, MAX_TEXT)),
    ]),
    h('p', say('用同一软件、同一信任快照、同一策略和同一时间对同一文件重新核验，得到同样的报告。', 'The same software, trust snapshot, policy and time give the same report for the same file again.'), { class: 'soft' }), // prettier-ignore
    h('p', say('“通过”只表示上列事实在上述条件下成立；“不确定”既不是通过也不是不通过。本报告不判断法律效力，也不判断内容是否属实。', '“Passed” means that the facts above hold under these conditions; “undecided” is neither passed nor failed. This report does not judge legal validity, nor whether the content is true.'), { class: 'soft' }), // prettier-ignore
  ]);
}

function row(label: string, content: Content, mark?: Mark): Markup {
  return h('tr', [h('th', label, { scope: 'row' }), h('td', content)], { class: mark });
}

/** A text of strangers, kept from turning its neighbours around. */
const bdi = (text: string): Markup => h('bdi', plain(text, MAX_TEXT));

/** The verifiers' own words, which are English on every page. */
const english = (text: string, lang: Lang): Markup =>
  h('span', plain(text, 2 * MAX_TEXT), lang === 'en' ? {} : { lang: 'en' });

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
