import { type FastifyReply, type FastifyRequest } from 'fastify';
import { encodeEtsiReport } from '../core/signatures/report/etsi.js';
import { PAGE_POLICY } from '../core/page-style.js';
import { validationPage } from '../core/signatures/report/page.js';
import { type ReportInput, validationReport } from '../core/signatures/report/report.js';
import { type Locale, localeOf } from './locale.js';
import { invalidQuery, queryText } from './query.js';

export type ReportForm = 'json' | 'xml' | 'html';

const TYPES: Readonly<Record<string, ReportForm>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'text/html': 'html',
  'text/*': 'html',
};

/**
 * The form of a report that a caller wants most, by Accept (RFC 9110 12.5.1): highest quality first, then the order sent.
 * JSON when nothing fits: a report in another form is better than none.
 */
export function reportFormOf(accept: string | undefined): ReportForm {
  let best: ReportForm = 'json';
  let bestQuality = 0;
  for (const item of (accept ?? '').slice(0, 2_000).split(',')) {
    const [range = '', ...parameters] = item.split(';').map((s) => s.trim().toLowerCase());
    const weight = parameters.find((p) => p.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    if (Object.hasOwn(TYPES, range) && quality > bestQuality) [best, bestQuality] = [TYPES[range]!, quality];
  }
  return best;
}

/** `?lang=` wins over Accept-Language, so that a link can be in one language. */
export function reportLocale(request: FastifyRequest): Locale {
  const lang = queryText(request.query, 'lang');
  if (lang === undefined) return localeOf(request.headers['accept-language']);
  if (lang === 'zh-CN' || lang === 'en') return lang;
  throw invalidQuery('lang', 'expected zh-CN or en');
}

/** Sends the report in the form asked for. The page may run nothing and fetch nothing, whatever a file put into it. */
export function sendReport(input: ReportInput, request: FastifyRequest, reply: FastifyReply): void {
  const form = reportFormOf(request.headers.accept);
  reply
    .header('vary', 'Accept, Accept-Language')
    .header('content-disposition', 'inline')
    .header('cache-control', 'private, no-store');
  if (form === 'json') {
    reply.header('content-type', 'application/json; charset=utf-8').send(validationReport(input));
  } else if (form === 'xml') {
    reply.header('content-type', 'application/xml; charset=utf-8').send(encodeEtsiReport(input));
  } else {
    const locale = reportLocale(request);
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-language', locale)
      .header('content-security-policy', `${PAGE_POLICY}; sandbox; frame-ancestors 'none'`)
      .send(validationPage(input, locale));
  }
}
