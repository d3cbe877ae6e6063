import { type CheckScheme, type SchemeItem } from '../scheme.js';
import { ALL_DAT70, dat70 } from './dat70.js';

const MEDIA = new Set(['surplus', 'speed', 'look', 'disc']);

/** What accounting asks besides: found by the readers of invoices and vouchers, each a warning as those are. */
const OWN: readonly SchemeItem[] = [
  {
    key: 'renditions-agree',
    zh: '同一凭证的各表现形式内容一致',
    en: 'Renditions of one voucher agree',
    group: 'authenticity',
    object: 'record',
    method: 'findings',
    severity: 'warning',
    veto: false,
    clause: 'DA/T 94-2022 6.3',
    grade: 'A',
    parameters: { warn: ['FACTS_DIFFER'], documents: 2 },
  },
  {
    key: 'declaration-agrees',
    zh: '申报元数据与凭证内容一致',
    en: 'Declared metadata agree with the voucher',
    group: 'authenticity',
    object: 'metadata',
    method: 'findings',
    severity: 'warning',
    veto: false,
    clause: '财会〔2024〕11号 26',
    grade: 'A',
    parameters: { warn: ['DECLARATION_DIFFERS'] },
  },
  {
    key: 'repeated-receipt',
    zh: '重复归档',
    en: 'Archived before',
    group: 'authenticity',
    object: 'record',
    method: 'findings',
    severity: 'warning',
    veto: false,
    clause: 'DA/T 94-2022 E.1.2f',
    grade: 'A',
    parameters: { warn: ['DUPLICATE_*', 'SAME_CONTENT_OTHER_DECLARATION'], registered: true },
  },
];

/** 电子会计档案归档检测. */
export const accounting: CheckScheme = {
  id: 'dantao/accounting',
  version: 1,
  zh: '电子会计档案归档检测（参照 DA/T 94-2022 7.5、DA/T 70-2018）',
  en: 'Check of accounting records at archiving (DA/T 94-2022 7.5, after DA/T 70-2018)',
  basis: 'DA/T 94-2022 7.5, after DA/T 70-2018',
  stage: 'archiving',
  items: [...dat70('GD', ALL_DAT70.filter((name) => !MEDIA.has(name))), ...OWN], // prettier-ignore
};
