import { METHODS } from '../../../src/core/checks/methods/index.js';
import { type Outcome } from '../../../src/core/checks/result.js';
import { type SchemeItem } from '../../../src/core/checks/scheme.js';
import { type CheckSubject } from '../../../src/core/checks/subject.js';
import { declared, fact, file, finding, formatFacts, saying, signature, stored, subject } from './subjects.js';

const undeclared = () => {
  const one = file();
  return { ...one, declared: { part: 'f', name: one.path } };
};
const scan = (is: 'clean' | 'infected' | 'not-scanned', detail = is as string) =>
  new Map([['a.txt', { is, detail, scanner: 'ClamAV 1.4.6' }]]);
const document = { document: 'cn-einvoice', reader: 'cn-einvoice/1', carrier: '', facts: [] };
const FORMATS = { preferred: ['pdf'], allowed: ['text'] };

/** Method, what the record is like, outcome, parameters. Every outcome a method can have stands here. */
const CASES: readonly [string, string, Partial<CheckSubject>, Outcome, Record<string, unknown>?][] = [
  ['fixity', 'declared and measured the same', {}, 'passed'],
  ['fixity', 'other bytes than declared', { findings: [finding('DIGEST_MISMATCH')] }, 'failed'],
  ['fixity', 'no digest declared', { files: [undeclared()] }, 'not-checked'],
  ['fixity', 'a digest for one of two files', { files: [file(), undeclared()] }, 'warning'],
  ['fixity', 'a package that agrees with itself', { files: [undeclared()], stored: stored() }, 'passed'],
  ['fixity', 'a package with a changed file', { stored: stored([finding('PACKAGE_DIGEST_MISMATCH')]) }, 'failed'],
  ['fixity', 'a package with other bytes', { stored: stored([], { sha256: 'ee' }) }, 'failed'],

  ['signatures', 'nothing signed', {}, 'not-applicable'],
  ['signatures', 'one that passed', { files: [file('a', { signatures: [signature({})] })] }, 'passed'],
  ['signatures', 'one that failed beside one that passed', { files: [file('a', { signatures: [signature({}), signature({ verdict: 'TOTAL_FAILED', integrity: 'broken' })] })] }, 'failed'],
  ['signatures', 'intact, trust open', { files: [file('a', { signatures: [signature({ verdict: 'INDETERMINATE' })] })] }, 'warning'],
  ['signatures', 'not verified', { files: [file('a', { signatures: [signature({ verdict: 'INDETERMINATE', integrity: 'unknown' })] })] }, 'not-checked'],

  ['metadata-length', 'no element with a length of its own', {}, 'not-checked'],
  ['metadata-length', 'no metadata', declared({ title: undefined, creator: undefined, date: undefined }), 'not-checked'],
  ['metadata-type', 'a date', {}, 'passed'],
  ['metadata-type', 'a day that is in no calendar', declared({ date: '2026-02-30' }), 'failed'],
  ['metadata-type', 'an amount in words', declared({ metadata: { 价税合计: '很多' } }), 'failed'],
  ['metadata-values', 'nothing listed', {}, 'not-checked'],
  ['metadata-values', 'one of the list', declared({ metadata: { 文件组合类型: '单件' } }), 'passed'],
  ['metadata-values', 'none of the list', declared({ metadata: { 文件组合类型: '三件' } }), 'failed'],
  ['metadata-repeated', 'one title', {}, 'passed'],
  ['metadata-repeated', 'two invoice numbers', declared({ metadata: { 发票号码: ['1', '2'] } }), 'failed'],
  ['metadata-plausible', 'today', {}, 'passed'],
  ['metadata-plausible', 'next year', declared({ date: '2027-03-17' }), 'failed'],
  ['metadata-plausible', 'before there were electronic records', declared({ date: '1900' }), 'failed'],
  ['metadata-plausible', 'valid until before from', saying(fact('valid-from', 'date', '2026-01-02'), fact('valid-until', 'date', '2026-01-01')), 'failed'],
  ['metadata-plausible', 'valid until ahead', saying(fact('valid-until', 'date', '2036-01-01')), 'passed'],
  ['metadata-plausible', 'no date', declared({ date: undefined }), 'not-checked'],
  ['metadata-characters', 'plain', {}, 'passed'],
  ['metadata-characters', 'a mark that turns the direction', declared({ title: 'a\u202egpj.exe' }), 'failed'],
  ['metadata-characters', 'lines in a remark', declared({ metadata: { 备注: '一\n二' } }), 'passed'],
  ['metadata-characters', 'no metadata', declared({ title: undefined, creator: undefined, date: undefined }), 'not-checked'],
  ['metadata-required', 'all there', {}, 'passed'],
  ['metadata-required', 'no creator, dictionary not approved', declared({ creator: undefined }), 'warning'],
  ['metadata-required', 'no creator, dictionary approved', { ...declared({ creator: undefined }), dictionaryApproved: true }, 'failed'],

  ['archival-number', 'none yet', {}, 'not-checked'],
  ['archival-number', 'by its rule', { archivalNumber: { number: 'Z109-WS·2026-Y-0001', problems: [] } }, 'passed'],
  ['archival-number', 'against its rule', { archivalNumber: { number: 'Z109', problems: ['too short'] } }, 'failed'],

  ['electronic-attributes', 'as named', {}, 'passed'],
  ['electronic-attributes', 'another size', { findings: [finding('SIZE_MISMATCH')] }, 'failed'],
  ['electronic-attributes', 'a picture called PDF', { files: [file('a.pdf', { facts: formatFacts('png') })] }, 'warning'],
  ['electronic-attributes', 'nothing known', { files: [file('a', { facts: formatFacts('unknown') })] }, 'not-checked'],
  ['links', 'each name a file', {}, 'passed'],
  ['links', 'a file that did not come', { findings: [finding('FILE_MISSING')] }, 'failed'],
  ['declared-count', 'as declared', {}, 'passed'],
  ['declared-count', 'fewer than announced', { announced: { files: 2 } }, 'failed'],
  ['declared-bytes', 'as declared', {}, 'passed'],
  ['declared-bytes', 'fewer than announced', { announced: { sizeBytes: 2 } }, 'failed'],
  ['declared-bytes', 'nothing declared', { files: [undeclared()] }, 'not-checked'],
  ['process-information', 'only its arrival', {}, 'warning'],
  ['process-information', 'accepted and finished', saying(fact('accepted-date', 'date', '2026-01-01')), 'passed'],
  ['process-information', 'nothing', { process: { senderSigned: false, authenticated: true, events: [] } }, 'failed'],
  ['process-safety', 'a key', {}, 'passed'],
  ['process-safety', 'nobody', { process: { senderSigned: false, authenticated: false, events: [] } }, 'failed'],
  ['continuity', 'an open volume', {}, 'not-checked'],
  ['continuity', 'a closed volume', { serials: { of: '2026-03', missing: [] } }, 'passed'],
  ['continuity', 'a gap', { serials: { of: '2026-03', missing: ['0007'] } }, 'failed'],
  ['metadata-accessible', 'not registered yet', {}, 'not-checked'],
  ['metadata-accessible', 'read from the register', { registered: true }, 'passed'],
  ['scope', 'no table', {}, 'not-checked'],
  ['scope', 'in scope', { scope: { inScope: true, by: 'row 12 of table v3' } }, 'passed'],
  ['scope', 'out of scope', { scope: { inScope: false, by: 'row 99 of table v3' } }, 'failed'],
  ['scope', 'two rows', { scope: { inScope: null, by: 'rows 3 and 4 of table v3' } }, 'manual'],

  ['content-whole', 'whole', {}, 'passed'],
  ['content-whole', 'broken', { files: [file('a', { facts: formatFacts('pdf', { whole: 'broken' }) })] }, 'failed'],
  ['content-whole', 'not looked at', { files: [file(), file('b', { facts: formatFacts('unknown', { whole: 'unknown' }) })] }, 'not-checked'],
  ['findings', 'none of the codes', {}, 'passed', { fail: ['ZIP_BOMB'] }],
  ['findings', 'one that fails', { findings: [finding('ZIP_BOMB')] }, 'failed', { fail: ['ZIP_BOMB'] }],
  ['findings', 'one that warns', { findings: [finding('FACTS_DIFFER')] }, 'warning', { warn: ['FACTS_*'] }],
  ['findings', 'other records, before it is registered', {}, 'not-checked', { warn: ['DUPLICATE_*'], registered: true }],
  ['findings', 'other records, once it is registered', { registered: true }, 'passed', { warn: ['DUPLICATE_*'], registered: true }],
  ['findings', 'a conflict with another record', { registered: true, findings: [finding('DUPLICATE_CONFLICT')] }, 'warning', { warn: ['DUPLICATE_*'], registered: true }],
  ['findings', 'one form alone, where forms are compared', { files: [file('a', { documents: [document] })] }, 'not-applicable', { warn: ['FACTS_DIFFER'], documents: 2 }],
  ['findings', 'stored files that nobody read for facts again', { files: [file('a'), file('b')] }, 'not-checked', { warn: ['FACTS_DIFFER'], documents: 2 }],
  ['findings', 'two forms that agree', { files: [file('a', { documents: [document] }), file('b', { documents: [document] })] }, 'passed', { warn: ['FACTS_DIFFER'], documents: 2 }],
  ['findings', 'a file nobody came to the end of', { files: [file('a', { facts: formatFacts('zip', { whole: 'unknown' }) })] }, 'not-checked', { fail: ['ZIP_BOMB'], files: true }],
  ['format-allowed', 'allowed', {}, 'passed', FORMATS],
  ['format-allowed', 'not on the list', { files: [file('a', { facts: formatFacts('tiff') })] }, 'failed', FORMATS],
  ['format-allowed', 'unknown', { files: [file('a', { facts: formatFacts('unknown') })] }, 'not-checked', FORMATS],
  ['format-risk', 'text', {}, 'passed'],
  ['format-risk', 'a spreadsheet', { files: [file('a', { facts: formatFacts('ooxml') })] }, 'warning'],
  ['format-risk', 'encrypted', { files: [file('a', { facts: formatFacts('pdf', { encrypted: true }) })] }, 'warning'],

  ['package-structure', 'not read', {}, 'not-checked'],
  ['package-structure', 'in order', { stored: stored() }, 'passed'],
  ['package-structure', 'a file missing', { stored: stored([finding('PACKAGE_FILE_MISSING')]) }, 'failed'],
  ['package-metadata', 'not read', {}, 'not-checked'],
  ['package-metadata', 'in order', { stored: stored() }, 'passed'],
  ['package-metadata', 'METS and submission differ', { stored: stored([finding('PACKAGE_ID_MISMATCH')]) }, 'failed'],
  ['package-readable', 'not read', {}, 'not-checked'],
  ['package-readable', 'in order', { stored: stored() }, 'passed'],
  ['package-readable', 'PREMIS is no XML', { stored: stored([finding('PACKAGE_PREMIS_INVALID')]) }, 'failed'],
  ['package-count', 'not read', {}, 'not-checked'],
  ['package-count', 'as many', { stored: stored() }, 'passed'],
  ['package-count', 'none', { stored: stored([], { files: [] }) }, 'failed'],
  ['package-consistent', 'not read', {}, 'not-checked'],
  ['package-consistent', 'the same', { stored: stored() }, 'passed'],
  ['package-consistent', 'another size', { stored: stored([], { sizeBytes: 11 }) }, 'failed'],

  ['virus', 'no scanner', {}, 'not-checked'],
  ['virus', 'clean', { scans: scan('clean') }, 'passed'],
  ['virus', 'infected', { scans: scan('infected', 'Eicar-Test-Signature') }, 'failed'],
  ['virus', 'larger than the limit', { scans: scan('not-scanned', 'larger than 25 MiB') }, 'not-checked'],
  ['virus', 'a file the scanner was not asked about', { scans: new Map() }, 'not-checked'],
  ['virus-scanner', 'none', {}, 'not-checked'],
  ['virus-scanner', 'there', { scans: scan('clean') }, 'passed'],
  ['manual', 'for a person', {}, 'manual'],
  ['not-established', 'nobody knows', {}, 'not-checked'],
]; // prettier-ignore

const item = (method: string, parameters?: Record<string, unknown>): SchemeItem => ({
  key: 'one',
  zh: '一',
  en: 'one',
  group: 'authenticity',
  object: 'file',
  method,
  severity: 'error',
  veto: false,
  clause: 'none',
  grade: 'B',
  ...(parameters === undefined ? {} : { parameters }),
});

describe('a way of looking', () => {
  it.each(CASES.map(([method, like, more, outcome, parameters]) => ({ method, like, more, outcome, parameters })))(
    '$method, $like: $outcome',
    ({ method, more, outcome, parameters }) => {
      const said = METHODS[method]!(subject(more), item(method, parameters));
      expect(said.outcome).toBe(outcome);
      // Whoever reads the result alone must learn why.
      if (outcome !== 'passed')
        expect(said.why).toMatchObject({ zh: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) });
    },
  );

  it('has a case for each method', () => {
    const shown = new Set(CASES.map(([method]) => method));
    expect(Object.keys(METHODS).filter((method) => !shown.has(method))).toEqual([]);
  });

  it('names what no dictionary knows, which was not checked', () => {
    const said = METHODS['metadata-type']!(subject(declared({ metadata: { 自造项: 'x' } })), item('metadata-type'));
    expect(said).toMatchObject({ outcome: 'passed', found: '3/4', evidence: [{ where: '自造项' }] });
  });
});
