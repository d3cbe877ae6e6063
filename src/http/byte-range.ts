import { ArchiveError } from '../core/error.js';

/**
 * The one range of a Range field (RFC 9110 14.1.2). Null: send the whole, as for other units, several ranges or what
 * is not a range at all (14.2 lets a server ignore them). Throws RANGE_NOT_SATISFIABLE when it lies outside.
 */
export function parseRange(value: string | undefined, sizeBytes: number): { offset: number; length: number } | null {
  const found = /^bytes=\s*(\d{0,40})-(\d{0,40})\s*$/i.exec(value ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return null;
  const [first, last] = [found[1]!, found[2]!];
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    if (length === 0) throw outside(sizeBytes);
    return { offset: sizeBytes - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < offset) return null;
  if (offset >= sizeBytes) throw outside(sizeBytes);
  return { offset, length: end - offset + 1 };
}

function outside(sizeBytes: number): ArchiveError {
  return new ArchiveError('RANGE_NOT_SATISFIABLE', `the range lies outside the ${sizeBytes} bytes`, {
    detail: { sizeBytes },
  });
}

/** RFC 6266: an ASCII stand-in for old clients, the true name percent-encoded (RFC 8187). Only the last folder's name. */
export function attachment(name: string): string {
  const last = name.split(/[/\\]/).at(-1) || 'file';
  // A lone surrogate has no UTF-8 form.
  const whole = Buffer.from(last).toString();
  const plain = whole.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(whole).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
