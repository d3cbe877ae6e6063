import { type DictionaryEntry, entriesOf } from './entry.js';

/** What accounting archives (会计档案) say beyond the elements M40–M46 of DA/T 94. */
export const ACCOUNTING_ARCHIVE_ENTRIES: readonly DictionaryEntry[] = entriesOf(
  { area: 'accounting', source: 'DA/T 94-2022 8.3–8.6', grade: 'A' },
  [
    ['accounting-form', '会计资料形式', 'Form of accounting material', 'code', { values: ['voucher', 'book', 'report', 'other'] }],
    ['accounting-month', '会计月', 'Accounting month', 'date'],
    ['accounting-type', '会计类型', 'Type of accounting', 'text'],
    ['ledger-code', '账套', 'Ledger', 'identifier', { aliases: ['账套号', '账套编码'] }],
    ['originals-count', '附单据数', 'Number of attached originals', 'number', { aliases: ['附件张数', '所附原始凭证张数'] }],
    ['original-number', '所附原始凭证号码', 'Number of an original', 'identifier', { repeatable: true }],
    ['book-type', '账簿类型', 'Type of book', 'text', { aliases: ['账簿种类', '账簿名称'] }],
    ['report-period', '报告期间类型', 'Period of the report', 'text', { aliases: ['报告类型', '报表类型', '报告期'] }],
    ['least-retention', '最低保管期限', 'Least retention', 'code'],
    ['paper-twin-at', '对应纸质件存放位置', 'Place of the paper twin', 'text', { aliases: ['纸质存放位置', '纸质档案存放位置'] }],
  ],
); // prettier-ignore
