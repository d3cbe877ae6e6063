import { nearer } from '../core/signatures/given.js';
import { type AmongFiles, type FileBeside } from './ports.js';

/** More files of a record are not searched for what a signature in it is over. */
const MAX_BESIDE = 1000;

/** Where a file is in its record. Of a record with more files than are searched, those that it is named after come first. */
export function amongFiles(name: string, beside: readonly FileBeside[]): AmongFiles {
  if (beside.length <= MAX_BESIDE) return { name, beside };
  const first = beside.filter((one) => nearer(name, one.name));
  const rest = beside.filter((one) => !nearer(name, one.name));
  return { name, beside: [...first, ...rest].slice(0, MAX_BESIDE) };
}
