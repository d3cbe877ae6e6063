import { describe, expect, it } from '@jest/globals';
import { formatFinding } from '../../src/core/formats/findings.js';
import { type Finding } from '../../src/core/finding.js';
import { type FileReport, type FormatFacts, type SignatureReport } from '../../src/core/record.js';
import { foundOnly } from '../../src/core/signatures/evidence.js';
import { judge } from '../../src/core/signatures/judge.js';
import { verdictLine } from '../../src/core/verdict-line.js';

const facts: FormatFacts = { format: 'pdf', pronom: ['fmt/276'], mimeType: 'application/pdf', description: 'PDF 1.7', whole: 'whole' }; // prettier-ignore
const [seal] = judge(
  [
    foundOnly(
      { id: 'S1', kind: 'seal', container: 'ofd', profile: 'Seal', where: 'Doc_0/Signs/Sign_0/Signature.xml' },
      'not yet verified',
    ),
  ],
  null,
) as [SignatureReport];
const reportOf = (
  about: FormatFacts,
  findings: Finding[],
  more: { signatures?: SignatureReport[]; whole?: FormatFacts['whole'] } = {},
): FileReport => ({
  documents: [],
  facts: { ...about, whole: more.whole ?? (findings.length > 0 ? 'broken' : 'whole') },
  signatures: more.signatures ?? [],
  findings,
});
const broken = () => formatFinding('PDF_XREF_BROKEN', 'offset 7', 'two\nlines');
const missing = () => formatFinding('OFD_REFERENCE_MISSING', 'OFD.xml', 'gone');

describe('a verdict line', () => {
  it('says NO_SIGNATURE of a whole file without one, and keeps the path as given', () => {
    expect(verdictLine('./甲/a.pdf', reportOf(facts, []), 1.4)).toEqual({
      file: './甲/a.pdf',
      verdict: 'NO_SIGNATURE',
      integrity: 'unknown',
      kind: 'generic',
      reason: 'no signature or seal found',
      ms: 1,
      format: ['fmt/276'],
      validity: 'unknown',
      description: 'PDF 1.7',
      whole: 'whole',
      signatures: [],
      findings: [],
    });
  });

  it('never passes what was not verified, and leaves out what is only information', () => {
    const line = verdictLine('a', reportOf(facts, [], { signatures: [seal] }), 0);
    expect(line).toMatchObject({ verdict: 'INDETERMINATE', integrity: 'unknown', findings: [] });
    expect(line['signatures']).toEqual([
      {
        id: 'S1',
        kind: 'seal',
        standard: 'Seal',
        where: seal.where,
        verdict: 'INDETERMINATE',
        subIndication: null,
        integrity: 'unknown',
        coverage: 'unknown',
        digest: 'not-checked',
        value: 'not-checked',
        changes: 'none',
        algorithm: null,
        signer: null,
        time: null,
      },
    ]);
  });

  it('says MALFORMED of a broken file, signed or not, with the reason in one line', () => {
    for (const signatures of [[], [seal]]) {
      expect(verdictLine('a', reportOf(facts, [broken()], { signatures }), 0)).toMatchObject({
        verdict: 'MALFORMED',
        reason: 'PDF_XREF_BROKEN: two lines',
        whole: 'broken',
      });
    }
  });

  it('does not call a readable file malformed because something it names is missing', () => {
    expect(verdictLine('a', reportOf(facts, [missing()], { signatures: [seal] }), 0)).toMatchObject({
      verdict: 'INDETERMINATE',
      whole: 'broken',
    });
    expect(verdictLine('a', reportOf(facts, [missing(), broken()], { signatures: [seal] }), 0)).toMatchObject({
      verdict: 'MALFORMED',
    });
  });

  it('says UNSUPPORTED of what was not looked at', () => {
    const unknown = formatFinding('FORMAT_UNKNOWN', 'offset 0', 'no known format');
    expect(verdictLine('a', reportOf(facts, [unknown], { whole: 'unknown' }), 0)).toMatchObject({
      verdict: 'UNSUPPORTED',
      reason: 'FORMAT_UNKNOWN: no known format',
    });
  });
});
