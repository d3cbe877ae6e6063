import { type Method } from '../method.js';
import { say } from '../sentence.js';

const CODES = new Set(['DIGEST_MISMATCH', 'SIZE_MISMATCH']);

/**
 * Digests and sizes that the sender declared, against those measured on the way in; and of a package read again, those stored.
 * Nothing declared and nothing read again: not checked.
 */
export const fixity: Method = ({ files, findings, stored }) => {
  const wrong = findings.filter(({ code }) => CODES.has(code));
  const declared = files.filter(({ declared: { digests } }) => Object.keys(digests ?? {}).length > 0);
  const evidence = declared.map(({ path, digests }) => ({ where: path, digest: `sha256:${digests.sha256}` }));
  if (wrong.length > 0)
    return {
      outcome: 'failed',
      expected: wrong[0]!.expected ?? 'as declared',
      found: wrong[0]!.found ?? '',
      why: say(`${wrong.length} 处与申报不符`, `${wrong.length} files are not what was declared`),
      evidence: wrong.map(({ where, code, message }) => ({ where, finding: code, what: message })),
    };
  if (stored) {
    const broken = stored.report.findings.filter(({ severity }) => severity === 'error');
    const same = stored.report.sha256 === stored.registered.sha256 && stored.report.sha512 === stored.registered.sha512;
    if (!same || broken.length > 0)
      return {
        outcome: 'failed',
        expected: `sha256:${stored.registered.sha256}`,
        found: `sha256:${stored.report.sha256}`,
        why: same
          ? say('信息包自身不一致', 'the package does not agree with itself')
          : say('已存的信息包与登记时不一致', 'the stored package has other bytes than were registered'),
        evidence: broken.map(({ where, code, message }) => ({ where, finding: code, what: message })),
      };
    return {
      outcome: 'passed',
      found: `sha256:${stored.report.sha256}`,
      why: say('已重新计算信息包内全部摘要', 'every digest in the package was recomputed'),
      evidence: [{ where: 'package', digest: `sha256:${stored.report.sha256}` }, ...evidence],
    };
  }
  if (declared.length < files.length)
    return {
      outcome: declared.length === 0 ? 'not-checked' : 'warning',
      expected: `${files.length} files with a declared digest`,
      found: `${declared.length}`,
      why: say(
        '其余文件没有申报摘要，无从比对',
        'the sender declared no digest for the others: nothing to compare with',
      ),
      evidence,
    };
  return { outcome: 'passed', why: say('接收时计算，与申报一致', 'measured on the way in, as declared'), evidence };
};
