/**
 * How archival numbers (档号) of one fonds and kind are made: `{fonds}-{class}·{year}-{period}-{organisation?}-{item:4}`.
 * `-` stands between levels, `·` inside one (DA/T 13-2022 as public sources tell it), both half width. A segment with `?` may have no
 * value: it is left out together with what stands before it. `:4` is the width of a serial, filled with zeros.
 */

/** What a segment takes its value from. */
export const SEGMENTS = {
  fonds: '全宗号',
  class: '类别号（档案门类代码）',
  year: '年度',
  period: '保管期限代码',
  organisation: '机构或问题代码',
  project: '项目号',
  catalogue: '目录号',
  file: '案卷号',
  item: '件号',
  page: '页号',
} as const;

export type SegmentName = keyof typeof SEGMENTS;

/** Numbers that the archive counts up itself; the others come with the record. */
export const SERIALS = ['file', 'item'] as const;
export type SerialName = (typeof SERIALS)[number];

export interface Segment {
  name: SegmentName;
  /** What stands before it: nothing, `-`, `·` or other punctuation. */
  before: string;
  optional: boolean;
  /** Digits of a serial; absent: as the value stands. */
  width?: number;
}

export interface NumberPattern {
  template: string;
  segments: readonly Segment[];
}

const MAX_TEMPLATE = 200;
const MAX_WIDTH = 9;
const SEPARATOR = /^[-·./_]?$/;

export const isSerial = (name: SegmentName): name is SerialName => (SERIALS as readonly string[]).includes(name);

/** Template → pattern, or what is wrong with it, in words. */
export function parsePattern(template: string): NumberPattern | { problems: string[] } {
  const problems: string[] = [];
  const segments: Segment[] = [];
  if (template.length > MAX_TEMPLATE) return { problems: [`longer than ${MAX_TEMPLATE} characters`] };
  let rest = template;
  while (rest !== '') {
    const [all, before = '', name = '', width, optional] = /^([^{}]*)\{([a-z]+)(?::(\d{1,2}))?(\?)?\}/.exec(rest) ?? [];
    if (all === undefined) {
      problems.push(`"${rest}" is no segment: expected {name}, {name:width} or {name?}`);
      break;
    }
    rest = rest.slice(all.length);
    if (!Object.hasOwn(SEGMENTS, name))
      problems.push(`there is no segment {${name}}: ${Object.keys(SEGMENTS).join(', ')}`);
    if (!SEPARATOR.test(before)) problems.push(`"${before}" before {${name}}: expected one of - · . / _`);
    if (segments.length > 0 && before === '')
      problems.push(`nothing stands between {${segments.at(-1)!.name}} and {${name}}`);
    const segment: Segment = { name: name as SegmentName, before, optional: optional !== undefined };
    if (width !== undefined) segment.width = Number(width);
    if (isSerial(segment.name)) {
      if (segment.width === undefined) problems.push(`{${name}} needs a width, e.g. {${name}:4}`);
      else if (segment.width < 1 || segment.width > MAX_WIDTH)
        problems.push(`{${name}} has a width of 1 to ${MAX_WIDTH}`);
      if (segment.optional) problems.push(`{${name}} is counted up: it can not be left out`);
    } else if (width !== undefined) problems.push(`{${name}} is no serial: it has no width`);
    if (segments.some((one) => one.name === segment.name)) problems.push(`{${name}} stands there twice`);
    segments.push(segment);
  }
  if (problems.length === 0 && !isSerial(segments.at(-1)?.name ?? 'page') && segments.at(-1)?.name !== 'page')
    problems.push('the last segment is a serial, so that two records never get one number');
  return problems.length > 0 ? { problems } : { template, segments };
}
