/** Patterns of the standards, to choose from; none is in force before a fonds approves it. */
export interface StandardPattern {
  id: string;
  zh: string;
  en: string;
  template: string;
  source: string;
  /** A: read in the text of the standard; B: in public code or documents that follow it; C: general knowledge. */
  grade: 'A' | 'B' | 'C';
}

export const STANDARD_PATTERNS: readonly StandardPattern[] = [
  {
    id: 'dat22-item',
    zh: '归档文件按件整理',
    en: 'Records arranged item by item',
    template: '{fonds}-{class}·{year}-{period}-{organisation?}-{item:4}',
    source: 'DA/T 22-2015, DA/T 13-2022',
    grade: 'C',
  },
  {
    id: 'dat13-file',
    zh: '按卷整理',
    en: 'Records arranged in files',
    template: '{fonds}-{class}-{catalogue?}-{file:4}-{item:4}',
    source: 'DA/T 13-2022',
    grade: 'C',
  },
  {
    id: 'dat94',
    zh: '电子会计档案',
    en: 'Electronic accounting records',
    template: '{fonds?}-{class}-{file:4}-{item:4}',
    source: 'DA/T 94-2022 8.7',
    grade: 'A',
  },
  {
    id: 'dat104-file',
    zh: 'ERP 系统电子档案（按卷）',
    en: 'Records of ERP systems, in files',
    template: '{fonds?}-{class}-{file:4}',
    source: 'DA/T 104-2024',
    grade: 'A',
  },
  {
    id: 'dat104-item',
    zh: 'ERP 系统电子档案（按件）',
    en: 'Records of ERP systems, item by item',
    template: '{fonds?}-{class}-{item:4}',
    source: 'DA/T 104-2024',
    grade: 'A',
  },
];
