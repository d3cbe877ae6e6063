import { translate } from '../archive/findings-catalogue.js';
import { type IngestAnswer } from '../archive/submission.js';
import { type Locale } from './locale.js';

/** What is told of a record, its findings in the language of the reader. */
export function translated(answer: IngestAnswer, locale: Locale): IngestAnswer {
  return {
    ...answer,
    findings: answer.findings.map((f) => translate(f, locale)),
    versions: answer.versions.map((one) => ({ ...one, findings: one.findings.map((f) => translate(f, locale)) })),
  };
}
