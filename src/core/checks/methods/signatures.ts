import { type Method } from '../method.js';
import { say } from '../sentence.js';

/**
 * Signatures, seals and time-stamps by their verdicts (docs/signatures.md). Intact and not concluded is a warning: it waits for
 * trust or revocation data; what could not be verified was not checked.
 */
export const signatures: Method = ({ files }) => {
  const all = files.flatMap(({ path, signatures: some }) => some.map((one) => ({ path, one })));
  if (all.length === 0)
    return { outcome: 'not-applicable', why: say('其中没有签名或印章', 'nothing in it is signed'), evidence: [] };
  const evidence = all.slice(0, 50).map(({ path, one }) => ({
    where: `${path}: ${one.where}`,
    what: `${one.kind} ${one.id}: ${one.verdict}${one.subIndication === null ? '' : ` (${one.subIndication})`}, ${one.integrity}: ${one.reason}`,
  }));
  const count = (is: (one: (typeof all)[number]['one']) => boolean) => all.filter(({ one }) => is(one)).length;
  const passed = count(({ verdict }) => verdict === 'TOTAL_PASSED');
  const failed = count(({ verdict }) => verdict === 'TOTAL_FAILED');
  const unknown = count(({ verdict, integrity }) => verdict === 'INDETERMINATE' && integrity === 'unknown');
  const found = `TOTAL_PASSED ${passed}, TOTAL_FAILED ${failed}, INDETERMINATE ${all.length - passed - failed}`;
  const said = { expected: `TOTAL_PASSED ${all.length}`, found, evidence };
  if (failed > 0)
    return {
      outcome: 'failed',
      why: say(`${all.length} 个中有 ${failed} 个不通过`, `${failed} of ${all.length} failed`),
      ...said,
    };
  if (unknown > 0)
    return {
      outcome: 'not-checked',
      why: say(`${all.length} 个中有 ${unknown} 个未能核验`, `${unknown} of ${all.length} could not be verified`),
      ...said,
    };
  if (passed < all.length)
    return {
      outcome: 'warning',
      why: say('未被改动，但签署者的可信性未能得出结论', 'intact, but trust in a signer could not be concluded'),
      ...said,
    };
  return { outcome: 'passed', ...said };
};
