/** 四性检测 as data: a scheme (检测方案) is a list of items, each keyed by name; official numbers are carried, not relied on. */

/** 真实性, 完整性, 可用性, 安全性. */
export type CheckGroup = 'authenticity' | 'completeness' | 'usability' | 'security';

/** 归档 (GD), 移交与接收 (YJ), 长期保存 (CQ). */
export type CheckStage = 'archiving' | 'transfer' | 'long-term';

/** What an item looks at: 件, 文件, 元数据, 信息包, 环境. */
export type CheckObject = 'record' | 'file' | 'metadata' | 'package' | 'environment';

/** A: read in the text of the standard; B: in public code or documents that follow it; C: general knowledge, never a hard rule. */
export type RuleGrade = 'A' | 'B' | 'C';

/** When an item applies at all: every member given must hold. */
export interface Applicability {
  kinds?: readonly string[];
  /** Archival classes (门类), as the record has it or its kind by default. */
  classes?: readonly string[];
  /** At least one file of one of these formats. */
  formats?: readonly string[];
  /** A fact of this key; with `is`, one of these values. */
  fact?: { key: string; is?: readonly string[] };
}

/** One item (检测项). */
export interface SchemeItem {
  /** Stable: results and overrides name it. */
  key: string;
  zh: string;
  en: string;
  /** Number in DA/T 70, editable. Below grade B it is printed as not established. */
  code?: { number: string; grade: RuleGrade };
  group: CheckGroup;
  object: CheckObject;
  /** A line of METHODS; `manual`: a person looks; `not-established`: the standard's item whose content is not known. */
  method: string;
  /** What a failed item weighs: an error keeps the record from being registered, a warning does not. */
  severity: 'error' | 'warning';
  /** One failure fails the whole, whatever else is said. Never of a rule of grade C. */
  veto: boolean;
  /** The rule's own source. */
  clause: string;
  grade: RuleGrade;
  applies?: Applicability;
  /** What the method is told, e.g. a list of formats. */
  parameters?: Readonly<Record<string, unknown>>;
  /** Switched off by the fonds: reported as not checked, with this reason. */
  off?: string;
}

export interface CheckScheme {
  /** `dantao/archiving` */
  id: string;
  version: number;
  zh: string;
  en: string;
  /** What it is made after: `DA/T 70-2018` speaks of 文书类 and lets others refer to it. */
  basis: string;
  stage: CheckStage;
  items: readonly SchemeItem[];
}

/** What is wrong with a scheme, in words; empty: it can be used. `methods`: the ids of METHODS. */
export function schemeProblems({ items, version }: CheckScheme, methods: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  const keys = new Set<string>();
  if (!Number.isSafeInteger(version) || version < 1) problems.push(`version ${version} is no positive integer`);
  for (const { key, method, veto, grade, severity } of items) {
    if (keys.has(key)) problems.push(`${key} stands there twice`);
    keys.add(key);
    if (!methods.has(method)) problems.push(`${key}: no method "${method}"`);
    if (veto && grade === 'C') problems.push(`${key}: a rule of grade C never vetoes`);
    if (veto && severity !== 'error') problems.push(`${key}: a veto weighs as an error`);
  }
  return problems;
}
