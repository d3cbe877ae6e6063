import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { BUILDER_XML } from '../../../src/core/package/builder-xml.js';
import { hrefOf } from '../../../src/core/package/layout.js';
import { readMets } from '../../../src/core/package/mets-read.js';
import { readPremis } from '../../../src/core/package/premis-read.js';
import { TEMPLATE_XML } from '../../../src/core/package/template-xml.js';
import { type SignatureReport } from '../../../src/core/record.js';
import { fitText } from '../../../src/core/xml-text.js';
import { planPackage } from '../../../src/core/package/plan-package.js';
import { ordinary, signed } from './sample.js';

/** Text that hurts: markup, white space, Chinese, astral, forbidden and lone code units. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '\n',
        '\r',
        '\t',
        ']]>',
        '<!--',
        '&amp;',
        '&#38;',
        '&#x26;',
        '发票',
        '😀',
        '𠮷',
        '\u0000',
        '\u000b',
        '\ufffe',
        '\ud800',
        '\udc00',
        '\u0085',
        '\u2028',
        ' ',
      ),
      fc.string(),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 3 })
  .map((p) => p.map((s) => `${s.replaceAll('/', '_')}.x`).join('/'));
const hex = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((a) => a.join(''));
const size = fc.nat();
const software = fc.record({ name: text, version: text });
const listed = fc.record({ id: fc.constantFrom('a', 'b-1'), path, mimeType: text, sizeBytes: size, sha512: hex(128) });
const metadata = fc
  .tuple(
    listed,
    fc.constantFrom('dmd' as const, 'prov' as const),
    fc.constantFrom('DC' as const, 'PREMIS' as const, 'OTHER' as const),
    fc.option(text, { nil: undefined }),
  )
  .map(([file, section, mdType, detail]) => ({
    ...file,
    section,
    mdType,
    ...(detail === undefined ? {} : { detail }),
  }));
const mets = fc.record({
  objid: text,
  title: text,
  at: text,
  software,
  // AIPM5: there is always one under amdSec.
  metadata: fc
    .array(metadata, { minLength: 1, maxLength: 4 })
    .map(([first, ...rest]) => [{ ...first!, section: 'prov' as const }, ...rest]),
  documentation: listed,
  schema: listed,
  files: fc.array(listed, { minLength: 1, maxLength: 3 }),
});
const file = fc.record({
  declared: fc.record({ part: text, name: text }),
  sizeBytes: size,
  digests: fc.record({ sha256: hex(64), sha512: hex(128), sm3: hex(64) }),
  facts: fc.record(
    {
      format: text,
      pronom: fc.array(text, { maxLength: 2 }),
      mimeType: text,
      description: text,
      version: text,
      whole: fc.constantFrom('whole' as const, 'broken' as const, 'unknown' as const),
    },
    { requiredKeys: ['format', 'pronom', 'mimeType', 'description', 'whole'] },
  ),
  // The writers look at the verdict alone.
  signatures: fc.array(
    fc
      .constantFrom('TOTAL_PASSED' as const, 'INDETERMINATE' as const, 'TOTAL_FAILED' as const)
      .map((verdict) => ({ verdict }) as SignatureReport),
    { maxLength: 2 },
  ),
});
const premis = fc.record(
  {
    objid: text,
    at: text,
    eventId: text,
    actor: text,
    software,
    validation: fc.record({ trust: text, policy: text, at: text }),
    files: fc.array(file, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['objid', 'at', 'eventId', 'actor', 'software', 'files'] },
);
const dc = fc.record(
  { objid: text, title: text, kind: text, creator: text, date: text, businessKey: text },
  { requiredKeys: ['objid', 'title', 'kind'] },
);

describe('the template writer and xmlbuilder2 give the same bytes', () => {
  it('METS', () =>
    fc.assert(fc.property(mets, (facts) => expect(TEMPLATE_XML.mets(facts)).toBe(BUILDER_XML.mets(facts)))));
  it('PREMIS', () =>
    fc.assert(fc.property(premis, (facts) => expect(TEMPLATE_XML.premis(facts)).toBe(BUILDER_XML.premis(facts)))));
  it('Dublin Core', () =>
    fc.assert(fc.property(dc, (facts) => expect(TEMPLATE_XML.dc(facts)).toBe(BUILDER_XML.dc(facts)))));
  it.each([ordinary, signed])('whole packages', (sample) => {
    expect(planPackage(sample().input, TEMPLATE_XML)).toEqual(planPackage(sample().input, BUILDER_XML));
  });
});

describe('what was written is read back', () => {
  it('paths of METS', () =>
    fc.assert(
      fc.property(mets, (facts) => {
        const read = readMets(Buffer.from(TEMPLATE_XML.mets(facts)));
        if (typeof read === 'string') throw new Error(read);
        expect(read.references.filter((r) => facts.files.some((f) => f.path === r.path)).length).toBeGreaterThanOrEqual(
          facts.files.length,
        );
      }),
    ));
  it('names of PREMIS', () =>
    fc.assert(
      fc.property(premis, (facts) => {
        const read = readPremis(Buffer.from(TEMPLATE_XML.premis(facts)));
        if (typeof read === 'string') throw new Error(read);
        expect(read.objects.filter((o) => o.type === 'file').map((o) => o.originalName)).toEqual(
          facts.files.map((f) => fitText(f.declared.name)),
        );
      }),
    ));
  it('encodes references', () => expect(hrefOf('发票 1&2/%41.pdf')).toBe('%E5%8F%91%E7%A5%A8%201%262/%2541.pdf'));
});
