import { type Declaration } from '../record.js';
import { type RecordReading } from './kind.js';

/** As declared; else by the title pattern of the kind; else the business key or the name of the first file. Never empty. */
export function titleOf(
  { title, kind, source, files }: Pick<Declaration, 'title' | 'kind' | 'source' | 'files'>,
  reading?: Pick<RecordReading, 'title'>,
): string {
  return title ?? reading?.title ?? source?.businessKey ?? files[0]?.name ?? kind;
}
