import { translate } from '../archive/findings-catalogue.js';
import { type Finding } from '../core/finding.js';
import { cut, type Terminal, visible } from './terminal.js';

/** A finding for people: weight and code, the sentence, and what to do. */
export function findingLines(terminal: Terminal, finding: Finding): string[] {
  const { say } = terminal;
  const weight = { error: say('错误', 'error'), warning: say('警告', 'warning'), info: say('提示', 'info') }[
    finding.severity
  ];
  const { message, action } = translate(finding, terminal.lang);
  const where = finding.where && !message.includes(finding.where) ? ` [${cut(visible(finding.where), 120)}]` : '';
  return [`    ${weight} ${finding.code}${where}: ${visible(message)}`, `        → ${visible(action)}`];
}
