import { type CheckTotal, type Outcome } from '../result.js';
import { type CheckGroup, type CheckStage } from '../scheme.js';

export type Lang = 'zh-CN' | 'en';
type Said = readonly [zh: string, en: string];

const say = ([zh, en]: Said, lang: Lang): string => (lang === 'en' ? en : zh);

const GROUP: Record<CheckGroup, Said> = {
  authenticity: ['真实性', 'Authenticity'],
  completeness: ['完整性', 'Completeness'],
  usability: ['可用性', 'Usability'],
  security: ['安全性', 'Security'],
};

const STAGE: Record<CheckStage, Said> = {
  archiving: ['归档环节', 'Archiving'],
  transfer: ['移交与接收环节', 'Receipt of a transfer'],
  'long-term': ['长期保存环节', 'Long-term keeping'],
};

const OUTCOME: Record<Outcome, Said> = {
  passed: ['通过', 'passed'],
  warning: ['警告', 'warning'],
  failed: ['不通过', 'failed'],
  'not-checked': ['未检测', 'not checked'],
  'not-applicable': ['不适用', 'not applicable'],
  manual: ['待人工', 'for a person'],
};

const TOTAL: Record<CheckTotal['outcome'], Said> = {
  passed: ['检测通过', 'Passed'],
  failed: ['检测不通过', 'Failed'],
  open: ['尚未得出结论：有项目待人工检测', 'Not concluded yet: an item waits for a person'],
};

export const groupInWords = (group: CheckGroup, lang: Lang): string => say(GROUP[group], lang);
export const stageInWords = (stage: CheckStage, lang: Lang): string => say(STAGE[stage], lang);
export const outcomeInWords = (outcome: Outcome, lang: Lang): string => say(OUTCOME[outcome], lang);

/** The total in one sentence, with how much was not checked: that never counts as passed. */
export function totalInWords({ outcome, counts, vetoed }: CheckTotal, lang: Lang): string {
  const some = (Object.keys(OUTCOME) as Outcome[])
    .filter((one) => counts[one] > 0)
    .map((one) => (lang === 'en' ? `${counts[one]} ${OUTCOME[one][1]}` : `${OUTCOME[one][0]} ${counts[one]} 项`));
  const veto =
    vetoed.length === 0
      ? ''
      : say([`；一票否决 ${vetoed.length} 项`, `; ${vetoed.length} of them would alone fail the record`], lang);
  return `${say(TOTAL[outcome], lang)}${say(['：', ': '], lang)}${some.join(say(['，', ', '], lang))}${veto}`;
}
