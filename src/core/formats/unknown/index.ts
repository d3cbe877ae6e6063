import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { readingOf } from '../report.js';

/** What no line above claimed. Nothing was checked, and the report says so. */
export const unknown: Format = {
  id: 'unknown',
  zh: '未知格式',
  en: 'unknown format',
  matches: () => true,
  async read(source) {
    const start = Buffer.from(await source.read(0, 8)).toString('hex');
    return readingOf(
      { format: 'unknown', pronom: [], mimeType: 'application/octet-stream', description: 'unknown' },
      [
        formatFinding('FORMAT_UNKNOWN', 'offset 0', 'no known format begins like this: nothing was checked', {
          found: start,
        }),
      ],
      { unchecked: true },
    );
  },
};
