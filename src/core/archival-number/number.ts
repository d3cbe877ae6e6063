import { isSerial, type NumberPattern, type Segment, type SegmentName, type SerialName } from './pattern.js';

export type SegmentValues = Readonly<Partial<Record<SegmentName, string>>>;

/** What may stand in a segment: letters, digits and Chinese characters, nothing that separates or can't be seen. */
const VALUE = /^[\p{Script=Han}A-Za-z0-9]{1,40}$/u;
/** Levels inside one segment are joined by `·` (DA/T 94-2022 8.3.4), where no `·` follows the segment itself. */
const LEVELS = /^[\p{Script=Han}A-Za-z0-9]{1,40}(·[\p{Script=Han}A-Za-z0-9]{1,40}){0,5}$/u;

const fits = (text: string, next: string | undefined): boolean => (next === '·' ? VALUE : LEVELS).test(text);

/**
 * Values and serials → archival number, or what is missing, in words. A serial larger than its width is a problem, never a
 * wider number: files sort by it.
 */
export function formatNumber(
  { segments }: NumberPattern,
  values: SegmentValues,
  serials: Readonly<Partial<Record<SerialName, number>>>,
): { number: string } | { problems: string[] } {
  const problems: string[] = [];
  let number = '';
  for (const [at, segment] of segments.entries()) {
    const text = textOf(segment, segments[at + 1]?.before, values, serials, problems);
    if (text === null) continue;
    number += (number === '' ? '' : segment.before) + text;
  }
  return problems.length > 0 ? { problems } : { number };
}

function textOf(
  { name, optional, width }: Segment,
  next: string | undefined,
  values: SegmentValues,
  serials: Readonly<Partial<Record<SerialName, number>>>,
  problems: string[],
): string | null {
  if (isSerial(name)) {
    const serial = serials[name];
    if (serial === undefined || !Number.isSafeInteger(serial) || serial < 1) {
      problems.push(`{${name}} has no serial`);
      return null;
    }
    const digits = String(serial).padStart(width!, '0');
    if (digits.length > width!) problems.push(`{${name}} ${serial} does not fit into ${width} digits`);
    return digits;
  }
  const value = values[name]?.trim() ?? '';
  if (value === '') {
    if (!optional) problems.push(`{${name}} has no value`);
    return null;
  }
  if (!fits(value, next)) problems.push(`{${name}} "${value}": letters, digits and Chinese characters only`);
  return value;
}

/** Serials are dense among the records that agree in everything before the serial: the scope they are counted in. */
export function scopeOf(
  { segments }: NumberPattern,
  values: SegmentValues,
  serial: SerialName,
  serials: Readonly<Partial<Record<SerialName, number>>> = {},
): string {
  const at = segments.findIndex(({ name }) => name === serial);
  const parts = segments
    .slice(0, at)
    .map(({ name }) => (isSerial(name) ? String(serials[name] ?? '') : (values[name]?.trim() ?? '')));
  return JSON.stringify([serial, ...parts]);
}

/**
 * What is wrong with a number by its pattern, in words; empty: it fits. `values`: what the record says itself, each compared with
 * the number's segment.
 */
export function checkNumber(
  { segments, template }: NumberPattern,
  number: string,
  values: SegmentValues = {},
): string[] {
  if (number.length > 400) return ['longer than 400 characters'];
  const read = readSegments(segments, number);
  if (read === null) return [`${number} does not follow ${template}`];
  return [...read].flatMap(([name, text]) => {
    const said = isSerial(name) ? undefined : values[name]?.trim();
    return said === undefined || said === '' || said === text ? [] : [`{${name}} is ${text}, the record says ${said}`];
  });
}

/** Segments of a number in order; null when it does not follow the pattern. Tries each optional one as there and as left out. */
function readSegments(segments: readonly Segment[], number: string): Map<SegmentName, string> | null {
  const optional = segments.filter((one) => one.optional);
  // At most ten segments: at most 2^8 ways.
  for (let out = 0; out < 1 << optional.length; out++) {
    const there = segments.filter((one) => !one.optional || (out & (1 << optional.indexOf(one))) === 0);
    const read = readAll(there, number);
    if (read !== null) return read;
  }
  return null;
}

function readAll(segments: readonly Segment[], number: string): Map<SegmentName, string> | null {
  const read = new Map<SegmentName, string>();
  let rest = number;
  for (const [at, segment] of segments.entries()) {
    if (at > 0) {
      if (!rest.startsWith(segment.before)) return null;
      rest = rest.slice(segment.before.length);
    }
    const next = segments[at + 1]?.before;
    const end = next === undefined ? rest.length : rest.indexOf(next);
    if (end < 0) return null;
    const text = rest.slice(0, end);
    const right = isSerial(segment.name)
      ? text.length === segment.width && /^\d+$/.test(text) && Number(text) > 0
      : fits(text, next);
    if (!right) return null;
    read.set(segment.name, text);
    rest = rest.slice(end);
  }
  return rest === '' ? read : null;
}
