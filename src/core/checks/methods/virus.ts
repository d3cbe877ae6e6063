import { type Method } from '../method.js';
import { say } from '../sentence.js';

/** What the scanner said of every file. Larger than its limit, or no scanner: not checked. */
export const virus: Method = ({ files, scans }) => {
  if (!scans)
    return { outcome: 'not-checked', why: say('没有配置病毒扫描程序', 'no virus scanner is configured'), evidence: [] };
  const said = files.map(({ path }) => ({ path, verdict: scans.get(path) }));
  const evidence = said.map(({ path, verdict }) => ({
    where: path,
    what: verdict === undefined ? 'not scanned' : `${verdict.is}: ${verdict.detail}`,
  }));
  const scanner = said.find(({ verdict }) => verdict?.scanner)?.verdict?.scanner ?? undefined;
  const found = scanner === undefined ? {} : { found: scanner };
  const infected = said.filter(({ verdict }) => verdict?.is === 'infected');
  if (infected.length > 0)
    return { outcome: 'failed', expected: 'clean', found: infected[0]!.verdict!.detail, why: say(`${infected.length} 个文件感染病毒`, `${infected.length} files are infected`), evidence }; // prettier-ignore
  const open = said.filter(({ verdict }) => verdict?.is !== 'clean');
  if (open.length > 0)
    return { outcome: 'not-checked', ...found, why: say(`${files.length} 个文件中有 ${open.length} 个未扫描：${open[0]!.verdict?.detail ?? '没有答复'}`, `${open.length} of ${files.length} files were not scanned: ${open[0]!.verdict?.detail ?? 'no answer'}`), evidence }; // prettier-ignore
  return { outcome: 'passed', ...found, evidence };
};

/** 系统环境中是否安装杀毒软件. */
export const virusScanner: Method = ({ scans }) => {
  const scanner = [...(scans?.values() ?? [])].find((one) => one.scanner !== null)?.scanner;
  return scanner
    ? { outcome: 'passed', found: scanner, evidence: [] }
    : { outcome: 'not-checked', why: say('没有配置病毒扫描程序', 'no virus scanner is configured'), evidence: [] };
};
