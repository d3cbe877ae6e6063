import { type ScopeRow } from './table.js';

/*
 * 会计档案管理办法 (财政部、国家档案局令第79号), annexes 1 and 2, the same table as DA/T 94-2022 annex B [A]. Minimum periods: a fonds
 * may only lengthen them.
 */
type Row = readonly [code: string, title: string, period: string];

const BASIS = '财政部、国家档案局令第79号附表';

const ENTERPRISE: readonly Row[] = [
  ['KU-PZ-01', '原始凭证', '30年'],
  ['KU-PZ-02', '记账凭证', '30年'],
  ['KU-ZB-01', '总账', '30年'],
  ['KU-ZB-02', '明细账', '30年'],
  ['KU-ZB-03', '日记账', '30年'],
  ['KU-ZB-04', '固定资产卡片', '报废清理后5年'],
  ['KU-ZB-05', '其他辅助性账簿', '30年'],
  ['KU-BG-01', '月度、季度、半年度财务会计报告', '10年'],
  ['KU-BG-02', '年度财务会计报告', '永久'],
  ['KU-QT-01', '银行存款余额调节表', '10年'],
  ['KU-QT-02', '银行对账单', '10年'],
  ['KU-QT-03', '纳税申报表', '10年'],
  ['KU-QT-04', '会计档案移交清册', '30年'],
  ['KU-QT-05', '会计档案保管清册', '永久'],
  ['KU-QT-06', '会计档案销毁清册', '永久'],
  ['KU-QT-07', '会计档案鉴定意见书', '永久'],
];

const BUDGET: readonly Row[] = [
  ['KU-PZ-11', '国家金库编送的各种报表及缴库退库凭证', '10年'],
  ['KU-PZ-12', '各收入机关编送的报表', '10年'],
  ['KU-PZ-13', '行政单位和事业单位的各种会计凭证', '30年'],
  ['KU-PZ-14', '财政总预算拨款凭证和其他会计凭证', '30年'],
  ['KU-ZB-11', '总账、日记账、明细账及其他账簿', '30年'],
  ['KU-ZB-12', '行政单位和事业单位固定资产卡片', '报废清理后5年'],
  ['KU-BG-11', '政府综合财务报告、部门财务报告、财政总决算、部门决算、税收年报', '永久'],
  ['KU-BG-12', '下级单位报送的报告和决算（收到副本）', '收到副本2年'],
  ['KU-BG-13', '国家金库年报、基本建设拨贷款年报', '10年'],
  ['KU-BG-14', '月度、季度财务会计报告', '10年'],
  ['KU-QT-11', '银行存款余额调节表、银行对账单', '10年'],
  ['KU-QT-12', '会计档案移交清册', '30年'],
  ['KU-QT-13', '会计档案保管清册、销毁清册、鉴定意见书', '永久'],
];

const rowOf = ([code, title, period]: Row): ScopeRow => ({
  code,
  title,
  inScope: true,
  class: 'KU',
  period,
  basis: BASIS,
  unit: '',
  kinds: [],
  words: [],
});

export const ACCOUNTING_ENTERPRISE: readonly ScopeRow[] = ENTERPRISE.map(rowOf);
export const ACCOUNTING_BUDGET: readonly ScopeRow[] = BUDGET.map(rowOf);
