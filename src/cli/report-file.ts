import { stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { encodeEtsiReport } from '../core/signatures/report/etsi.js';
import { validationPage } from '../core/signatures/report/page.js';
import { type ReportedFile, type ReportInput, validationReport } from '../core/signatures/report/report.js';
import { type Looked } from './inspect-people.js';
import { LocalFileError, localReason } from './local-source.js';
import { LocalBody, measure } from './measured-file.js';
import { type Terminal } from './terminal.js';

const FORMS: Readonly<Record<string, (input: ReportInput, lang: Terminal['lang']) => Uint8Array | string>> = {
  '.json': validationReport,
  '.xml': encodeEtsiReport,
  '.html': validationPage,
};

/**
 * Whether a report can be written there: a known ending, and nothing that would be overwritten (a mistyped command line
 * names the document itself). Throws LocalFileError, before any file is looked at.
 */
export async function assertReportPath(path: string, { say }: Terminal): Promise<void> {
  if (!Object.hasOwn(FORMS, extname(path).toLowerCase()))
    throw new LocalFileError(
      say(`${path}：报告文件名应以 .html、.xml 或 .json 结尾`, `${path}: a report ends in .html, .xml or .json`),
    );
  if (await stat(path).catch(() => null))
    throw new LocalFileError(say(`${path}：文件已存在，不会覆盖`, `${path}: is there already and is not overwritten`));
}

/** What a report says of one file; null when it could not be read. */
export async function reportedFile(looked: Looked): Promise<ReportedFile | null> {
  if ('unreadable' in looked) return null;
  const { sizeBytes, digests } = await measure(new LocalBody(looked.file));
  return { name: looked.file, sizeBytes, sha256: digests.sha256, sm3: digests.sm3, report: looked.report };
}

export async function writeReport(path: string, input: ReportInput, lang: Terminal['lang']): Promise<void> {
  const encode = FORMS[extname(path).toLowerCase()]!;
  try {
    await writeFile(path, encode(input, lang), { flag: 'wx' });
  } catch (error) {
    throw new LocalFileError(`${path}: ${localReason(error)}`, { cause: error });
  }
}
