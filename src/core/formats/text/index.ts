import { type Format } from '../format.js';
import { detectTextEncoding, looksLikeText } from '../plain-text.js';
import { readingOf } from '../report.js';

/** Plain text, every byte of it, in UTF-8 (with ASCII), UTF-16 with a mark, or GB18030. */
export const text: Format = {
  id: 'text',
  zh: '纯文本',
  en: 'plain text',
  matches: (head) => looksLikeText(head),
  async read(source) {
    const encoding = await detectTextEncoding(source);
    if (encoding === null) return null;
    return readingOf(
      {
        format: 'text',
        pronom: ['x-fmt/111'],
        mimeType: `text/plain; charset=${encoding.toLowerCase()}`,
        description: `plain text, ${encoding}`,
      },
      [],
    );
  },
};
