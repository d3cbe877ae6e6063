export type Locale = 'zh-CN' | 'en';

/**
 * Best of our two languages for an Accept-Language value (RFC 9110 12.5.4): highest quality first, then the order
 * sent. zh-CN when nothing fits: an answer in a language nobody asked for is better than none.
 */
export function localeOf(accept: string | undefined): Locale {
  if (accept === undefined || accept.length > 1_000) return 'zh-CN';
  let best: Locale = 'zh-CN';
  let bestQuality = 0;
  for (const item of accept.split(',')) {
    const [range = '', ...parameters] = item.split(';').map((s) => s.trim().toLowerCase());
    const weight = parameters.find((p) => p.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    const locale = range === '*' || /^zh(-|$)/.test(range) ? 'zh-CN' : /^en(-|$)/.test(range) ? 'en' : null;
    if (locale !== null && quality > bestQuality) [best, bestQuality] = [locale, quality];
  }
  return best;
}
