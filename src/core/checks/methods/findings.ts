import { type Finding } from '../../finding.js';
import { type Method } from '../method.js';
import { type CheckEvidence } from '../result.js';
import { say } from '../sentence.js';
import { sentenceOf } from '../finding-sentence.js';

export const evidenceOf = (findings: readonly Finding[]): CheckEvidence[] =>
  findings.slice(0, 50).map(({ where, code, message }) => ({ where, finding: code, what: message }));

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** A code of the list, or one that begins with `PREFIX_*` of it. */
function among(list: readonly string[], code: string): boolean {
  return list.some((one) => (one.endsWith('*') ? code.startsWith(one.slice(0, -1)) : one === code));
}

/**
 * What readers and intake found. Parameters: `fail`, `warn`: codes, `PDF_*` for all that begin so; `files: true`: it is about
 * files that a reader must have come to the end of, else it was not checked; `registered: true`: what is found beside other
 * records, which is known once the record is in the register; `documents: 2`: what is compared between so many.
 */
export const findings: Method = ({ findings: all, files, registered }, { parameters = {} }) => {
  const [fail, warn] = [listOf(parameters.fail), listOf(parameters.warn)];
  const failed = all.filter(({ code }) => among(fail, code));
  const warned = all.filter(({ code }) => among(warn, code));
  const found = [...failed, ...warned];
  if (found.length > 0) {
    const first = found[0]!;
    return {
      outcome: failed.length > 0 ? 'failed' : 'warning',
      ...(first.expected === undefined ? {} : { expected: first.expected }),
      ...(first.found === undefined ? {} : { found: first.found }),
      why: sentenceOf(first),
      evidence: evidenceOf(found),
    };
  }
  const unread = parameters.files === true ? files.filter(({ facts }) => facts.whole === 'unknown') : [];
  if (unread.length > 0)
    return {
      outcome: 'not-checked',
      why: say(
        `${files.length} 个文件中有 ${unread.length} 个未能全部读取`,
        `${unread.length} of ${files.length} files could not be looked at to their end`,
      ),
      evidence: unread.map(({ path }) => ({ where: path })),
    };
  if (parameters.registered === true && registered !== true)
    return {
      outcome: 'not-checked',
      why: say('入库登记之前尚未与其他记录比对', 'other records are compared when it is registered, after this look'),
      evidence: [],
    };
  const { documents: least } = parameters;
  if (typeof least !== 'number') return { outcome: 'passed', evidence: [] };
  // Of a stored record the files are not read for facts again.
  if (files.every(({ documents }) => documents === undefined))
    return {
      outcome: 'not-checked',
      why: say('本次没有重新读取文件内容', 'what the files say was not read again for this look'),
      evidence: [],
    };
  if (files.flatMap(({ documents }) => documents ?? []).length < least)
    return {
      outcome: 'not-applicable',
      why: say('没有可供比对的多种表现形式', 'there are not several forms of it to compare'),
      evidence: [],
    };
  return { outcome: 'passed', evidence: [] };
};

/** Every file opens and is whole. */
export const contentWhole: Method = ({ files }) => {
  const [broken, unread] = (['broken', 'unknown'] as const).map((is) =>
    files.filter(({ facts }) => facts.whole === is),
  );
  const evidence = [...broken!, ...unread!].map(({ path, facts }) => ({ where: path, what: `${facts.description}: ${facts.whole}` })); // prettier-ignore
  const found = `${files.length - broken!.length - unread!.length}/${files.length}`;
  if (broken!.length > 0)
    return { outcome: 'failed', expected: 'whole', found, why: say('有文件损坏', 'a file is damaged'), evidence };
  if (unread!.length > 0)
    return { outcome: 'not-checked', expected: 'whole', found, why: say('有文件未能全部读取', 'a file could not be looked at to its end'), evidence }; // prettier-ignore
  return { outcome: 'passed', found, evidence };
};
