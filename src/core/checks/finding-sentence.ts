import { type Finding } from '../finding.js';
import { CORE_FINDINGS, translateBy } from '../findings-catalogue.js';
import { type Sentence } from './sentence.js';

/** What a finding says; of intake's own findings only English stands here, and the code beside it. */
export function sentenceOf(finding: Finding): Sentence {
  return { zh: translateBy(CORE_FINDINGS, finding, 'zh-CN').message, en: finding.message };
}
