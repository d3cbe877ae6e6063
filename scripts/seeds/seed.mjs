/** One seed: the declaration as a business system sends it, its files, and what must come out. */
import { digest } from './keys.mjs';

/**
 * @param files `[{ name, bytes, format, role?, signatures?, disk?, declare? }]`; `disk` is where it lies when the
 *   name it claims can't be used on a disk; `declare` is 'sha256' (default), 'all', 'none', or an object as sent
 * @param expect status 201 by default; state follows from it and from `errors`
 */
export function seed(id, { title, shows, kind, record = {}, files, errors = [], warnings = [], refused = [] }) {
  const declared = files.map((file, i) => ({
    part: `f${i + 1}`,
    name: file.name,
    ...(file.role ? { role: file.role } : {}),
    ...declaredFixity(file),
  }));
  const state = refused.length > 0 ? 'refused' : errors.length > 0 ? 'received' : 'registered';
  return {
    folder: id,
    record: {
      fonds: 'DEMO',
      kind,
      title: title.zh,
      creator: '示例科技有限公司',
      date: '2026-03-17',
      retention: 'D30',
      source: { system: 'demo-erp', businessKey: `SEED-${id}` },
      ...record,
      files: declared,
    },
    contents: files.map((file) => ({ path: file.disk ?? file.name, bytes: file.bytes })),
    index: {
      id,
      title,
      shows,
      folder: id,
      files: Object.fromEntries(files.map((file, i) => [`f${i + 1}`, file.disk ?? file.name])),
      expect: {
        status: refused.length > 0 ? 422 : 201,
        state,
        findings: [...refused, ...errors, ...warnings],
        formats: Object.fromEntries(files.map((file) => [file.name, file.format])),
        signatures: Object.fromEntries(files.map((file) => [file.name, file.signatures ?? 0])),
      },
    },
  };
}

function declaredFixity({ bytes, declare = 'sha256' }) {
  if (typeof declare === 'object') return declare;
  if (declare === 'none') return {};
  const names = declare === 'all' ? ['sha256', 'sha512', 'sm3'] : ['sha256'];
  const digests = Object.fromEntries(names.map((name) => [name, digest(name, bytes).toString('hex')]));
  return { sizeBytes: bytes.length, digests };
}
