import { type Method } from '../method.js';
import { say } from '../sentence.js';

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/**
 * Parameters: `preferred`, `allowed`: ids of FORMATS. A file of neither fails; one that is allowed and not preferred passes with a
 * word; an unknown format was not recognised, so whether it is allowed was not checked.
 */
export const formatAllowed: Method = ({ files }, { parameters = {} }) => {
  const [preferred, allowed] = [textsOf(parameters.preferred), textsOf(parameters.allowed)];
  const kept = new Set([...preferred, ...allowed]);
  const unknown = files.filter(({ facts }) => facts.format === 'unknown');
  const others = files.filter(({ facts }) => facts.format !== 'unknown' && !kept.has(facts.format));
  const said = (some: typeof files) => some.map(({ path, facts }) => ({ where: path, what: facts.description }));
  const expected = [...kept].join(', ');
  if (others.length > 0)
    return { outcome: 'failed', expected, found: others[0]!.facts.format, why: say(`${others.length} 个文件的格式不在允许范围`, `${others.length} files are of a format that is not on the list`), evidence: said(others) }; // prettier-ignore
  if (unknown.length > 0)
    return { outcome: 'not-checked', expected, why: say(`${unknown.length} 个文件的格式无法识别`, `${unknown.length} files are of no format known here`), evidence: said(unknown) }; // prettier-ignore
  const second = files.filter(({ facts }) => !preferred.includes(facts.format));
  return {
    outcome: 'passed',
    expected,
    ...(second.length === 0
      ? {}
      : {
          why: say(`${second.length} 个文件的格式允许，但非首选`, `${second.length} files are allowed, not preferred`),
        }),
    evidence: said(second),
  };
};

/** Formats that need a program of one maker, or that hold what changes when it is shown. */
const RISKS: Readonly<Record<string, string>> = {
  ooxml: 'shown differently by each program; fonts and external data are not inside',
  zip: 'a container: each file inside is a format of its own',
  unknown: 'nobody can say what will read it',
};

/** 格式长期可用性: what would be hard to read in thirty years. A risk is a warning, never a failure. */
export const formatRisk: Method = ({ files }) => {
  const risky = files.flatMap(({ path, facts }) => {
    const why = RISKS[facts.format] ?? (facts.encrypted === true ? 'encrypted' : undefined);
    return why === undefined ? [] : [{ where: path, what: `${facts.description}: ${why}` }];
  });
  if (risky.length === 0) return { outcome: 'passed', evidence: [] };
  return { outcome: 'warning', found: risky[0]!.what, why: say(`${files.length} 个文件中有 ${risky.length} 个可能无法长期读取`, `${risky.length} of ${files.length} files may not be readable in the long run`), evidence: risky }; // prettier-ignore
};
