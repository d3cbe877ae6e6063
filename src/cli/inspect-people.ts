import { type FileReport, type SignatureReport } from '../core/record.js';
import { factsInWords, type Mark } from '../core/signatures/report/facts-in-words.js';
import { adviceOf, kindInWords, nameIn, sentenceOf } from '../core/signatures/report/words.js';
import { shortened } from '../core/visible-text.js';
import { verdictOf } from '../core/verdict-line.js';
import { factLines } from './inspect-facts.js';
import { findingLines } from './finding-lines.js';
import { type Terminal, visible } from './terminal.js';

/** Either what a reader says of a file, or why nobody could read it. */
export type Looked = { file: string; ms: number } & ({ report: FileReport } | { unreadable: string });

const MAX_SIGNATURES = 20;
const MAX_NAME = 120;

/** What a person sees of one file: is it whole, and of each signature the verdict, what it rests on, what to do. */
export function peopleLines(terminal: Terminal, looked: Looked): string[] {
  const { say } = terminal;
  if ('unreadable' in looked)
    return [`? ${visible(looked.file)}`, `    ${say('无法读取', 'can not be read')}: ${looked.unreadable}`];
  const { facts, signatures, findings } = looked.report;
  const state = {
    whole: say('完整', 'whole'),
    broken: say('已损坏', 'broken'),
    unknown: say('未能全部检查', 'not all of it could be checked'),
  }[facts.whole];
  const puid = facts.pronom.length > 0 ? ` (${facts.pronom.join(', ')})` : '';
  const left = signatures.length - MAX_SIGNATURES;
  return [
    `${markOf(looked.report)} ${visible(looked.file)}`,
    `    ${visible(facts.description)}${puid} · ${state} · ${looked.ms} ms`,
    ...factLines(terminal, looked.file, looked.report),
    ...signatures.slice(0, MAX_SIGNATURES).flatMap((one) => signatureLines(terminal, one)),
    ...(left > 0 ? [`    ${say(`另有 ${left} 个签名，用 --json 查看`, `${left} more signatures: see --json`)}`] : []),
    ...findings.filter((f) => f.code !== 'SIGNATURE_NOT_VERIFIED').flatMap((f) => findingLines(terminal, f)),
  ];
}

/** One sign for the file: a signature that did not pass shows, however whole the file is. */
function markOf(report: FileReport): string {
  if (report.facts.whole === 'broken') return '✗';
  const { verdict } = verdictOf(report);
  if (verdict === 'TOTAL_FAILED' || verdict === 'MALFORMED') return '✗';
  return report.facts.whole === 'whole' && (verdict === 'TOTAL_PASSED' || verdict === 'NO_SIGNATURE') ? '✓' : '?';
}

function signatureLines({ say, lang }: Terminal, report: SignatureReport): string[] {
  const { id, kind, profile, container, facts, policy } = report;
  const name = (text: string) => visible(shortened(text, MAX_NAME));
  const known =
    facts.chain?.check.is === 'right' ? say('签署者 ', 'signer ') : say('签署者自称 ', 'signer calls itself ');
  const signer = facts.signer === null ? '' : ` · ${known}${nameIn(facts.signer.subject)}`;
  return [
    `    ${kindInWords(kind, lang)} ${name(id)} (${name(profile ?? container)})${signer}${policy === undefined ? '' : ` · ${policy}`}`,
    `        ${sentenceOf(report, lang)}`,
    ...restLines(report, lang),
    `        → ${adviceOf(report, lang)}`,
  ];
}

const SIGNS: Record<Mark, string> = { right: '✓', wrong: '✗', open: '?', none: '–' };

/** The facts, those that are wrong first and with their reasons; what holds in one line. */
function restLines(report: SignatureReport, lang: Terminal['lang']): string[] {
  const rows = factsInWords(report, lang);
  const [colon, semicolon] = lang === 'en' ? [': ', '; '] : ['：', '；'];
  const lines = (mark: Mark, withDetails: boolean) => {
    const some = rows.filter((row) => row.mark === mark);
    const said = some.map(({ label, answer, details }) => {
      const why = withDetails && details.length > 0 ? ` (${details[0]})` : '';
      return `${label}${colon}${answer}${why}`;
    });
    return said.length === 0 ? [] : [`        ${SIGNS[mark]} ${said.join(semicolon)}`];
  };
  return [...lines('wrong', true), ...lines('open', false), ...lines('none', true), ...lines('right', false)];
}
