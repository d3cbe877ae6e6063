import { type Method } from '../method.js';

/**
 * Signatures, seals and time-stamps by their verdicts (docs/signatures.md). Intact and not concluded is a warning: it waits for
 * trust or revocation data; what could not be verified was not checked.
 */
export const signatures: Method = ({ files }) => {
  const all = files.flatMap(({ path, signatures: some }) => some.map((one) => ({ path, one })));
  if (all.length === 0) return { outcome: 'not-applicable', why: 'nothing in it is signed', evidence: [] };
  const evidence = all.slice(0, 50).map(({ path, one }) => ({
    where: `${path}: ${one.where}`,
    what: `${one.kind} ${one.id}: ${one.verdict}${one.subIndication === null ? '' : ` (${one.subIndication})`}, ${one.integrity}: ${one.reason}`,
  }));
  const count = (is: (one: (typeof all)[number]['one']) => boolean) => all.filter(({ one }) => is(one)).length;
  const passed = count(({ verdict }) => verdict === 'TOTAL_PASSED');
  const failed = count(({ verdict }) => verdict === 'TOTAL_FAILED');
  const unknown = count(({ verdict, integrity }) => verdict === 'INDETERMINATE' && integrity === 'unknown');
  const found = `${passed} passed, ${failed} failed, ${all.length - passed - failed} open`;
  const said = { expected: `${all.length} TOTAL_PASSED`, found, evidence };
  if (failed > 0) return { outcome: 'failed', why: `${failed} of ${all.length} failed`, ...said };
  if (unknown > 0) return { outcome: 'not-checked', why: `${unknown} of ${all.length} could not be verified`, ...said };
  if (passed < all.length)
    return { outcome: 'warning', why: 'intact, but trust in a signer could not be concluded', ...said };
  return { outcome: 'passed', ...said };
};
