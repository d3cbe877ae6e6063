import { type ScanVerdict } from '../core/checks/subject.js';
import { type Exchange } from './clamd-exchange.js';

/** No signature matched, but clamd did not see everything (AlertExceedsMax, AlertEncrypted): no infection, and not clean. */
const NOT_SEEN_WHOLE = /^Heuristics\.(Limits\.Exceeded|Encrypted)\b/;
const MAX_DETAIL_CHARS = 200;

/** What an exchange lets say. Clean needs the answer OK to a file that was sent to its last byte. */
export function verdictOf({ version, answer, sentAll, broke }: Exchange): ScanVerdict {
  const say = (is: ScanVerdict['is'], detail: string): ScanVerdict => ({
    is,
    detail: printable(detail),
    scanner: version === null ? null : printable(version),
  });
  if (answer === null) return say('not-scanned', `the scanner gave no answer: ${broke ?? 'the connection ended'}`);
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found !== undefined)
    return NOT_SEEN_WHOLE.test(found) ? say('not-scanned', `not seen whole: ${found}`) : say('infected', found);
  if (answer !== 'stream: OK') return say('not-scanned', `the scanner says: ${answer}`);
  if (!sentAll) return say('not-scanned', 'the scanner answered before it had the whole file');
  return say('clean', 'no signature matched');
}

export function notScanned(detail: string): ScanVerdict {
  return { is: 'not-scanned', detail: printable(detail), scanner: null };
}

/** Becomes part of a report. */
function printable(text: string): string {
  return text.replaceAll(/[^ -~]/g, '?').slice(0, MAX_DETAIL_CHARS);
}
