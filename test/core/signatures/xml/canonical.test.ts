import fc from 'fast-check';
import { ParseOption, XmlC14NMode, XmlDocument, type XmlElement, XmlStringOutputBufferHandler } from 'libxml2-wasm';
import { DEFAULT_LIMITS } from '../../../../src/core/formats/format.js';
import { Budget, canonicalize, type CanonicalMethod, canonicalMethod, type NodeSet } from '../../../../src/core/signatures/xml/canonical.js'; // prettier-ignore
import { readTree, TreeDocument, type TreeElement } from '../../../../src/core/signatures/xml/tree.js';

const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const C14N11 = 'http://www.w3.org/2006/12/xml-c14n11';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

function treeOf(xml: string): TreeDocument {
  const tree = readTree(Buffer.from(xml), DEFAULT_LIMITS);
  if (!(tree instanceof TreeDocument)) throw new Error(`${tree.code}: ${tree.message} in ${xml}`);
  return tree;
}

const method = (uri: string): CanonicalMethod => canonicalMethod(uri)!;
const everything = (tree: TreeDocument): NodeSet => ({ apex: tree, keeps: () => true, comments: true });
const ours = (set: NodeSet, how: CanonicalMethod, list: string[] = []) => canonicalize(set, how, new Budget(1e8), list).toString(); // prettier-ignore

/** Canonical XML 1.0, section 3, without what needs a DTD. */
const W3C: readonly [name: string, input: string, output: string][] = [
  [
    '3.1 instructions, comments, and outside of the document element',
    `<?xml version="1.0"?>\n\n<?xml-stylesheet   href="doc.xsl"\n   type="text/xsl"   ?>\n\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->`,
    `<?xml-stylesheet href="doc.xsl"\n   type="text/xsl"   ?>\n<doc>Hello, world!<!-- Comment 1 --></doc>\n<?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->`,
  ],
  [
    '3.2 white space',
    `<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n   </mixed>\n</doc>`,
    `<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n   </mixed>\n</doc>`,
  ],
  [
    '3.3 start and end tags',
    `<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = "elem3"   id="elem3"   />\n   <e4   name="elem4"   id="elem4"   ></e4>\n   <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"\n      xmlns:b="http://www.ietf.org"\n      xmlns:a="http://www.w3.org"\n      xmlns="http://example.org"/>\n   <e6 xmlns="" xmlns:a="http://www.w3.org">\n      <e7 xmlns="http://www.ietf.org">\n         <e8 xmlns="" xmlns:a="http://www.w3.org">\n            <e9 xmlns="" xmlns:a="http://www.ietf.org"/>\n         </e8>\n      </e7>\n   </e6>\n</doc>`,
    `<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id="elem3" name="elem3"></e3>\n   <e4 id="elem4" name="elem4"></e4>\n   <e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" attr2="all" b:attr="sorted" a:attr="out"></e5>\n   <e6 xmlns:a="http://www.w3.org">\n      <e7 xmlns="http://www.ietf.org">\n         <e8 xmlns="">\n            <e9 xmlns:a="http://www.ietf.org"></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>`,
  ],
  [
    '3.4 characters',
    `<doc>\r\n   <text>First line&#x0d;&#10;Second line</text>\r\n   <value>&#x32;</value>\r\n   <compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute>\r\n   <compute expr='value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"'>valid</compute>\r\n   <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\r\n</doc>`,
    `<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   <compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute>\n   <compute expr="value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;">valid</compute>\n   <norm attr=" '    &#xD;&#xA;&#x9;   ' "></norm>\n</doc>`,
  ],
  ['3.6 other encodings', `<?xml version="1.0" encoding="UTF-8"?><doc>&#169;</doc>`, `<doc>©</doc>`],
];

describe('the examples of the recommendation', () => {
  test.each(W3C)('%s', (_name, input, output) => {
    expect(ours(everything(treeOf(input)), method(`${C14N}#WithComments`))).toBe(output);
  });

  test('without comments', () => {
    const [, input] = W3C[0]!;
    expect(ours(everything(treeOf(input)), method(C14N))).toBe(
      `<?xml-stylesheet href="doc.xsl"\n   type="text/xsl"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>`,
    );
  });
});

describe('Canonical XML 1.1', () => {
  test('xml:id stays with its element, xml:lang is inherited, xml:base is joined', () => {
    const tree = treeOf(`<a xml:id="top" xml:lang="zh" xml:base="http://example.org/x/"><b xml:base="../y/"><c xml:base="z.xml">t</c></b></a>`); // prettier-ignore
    const [, , c] = tree.elements as [TreeElement, TreeElement, TreeElement];
    const set: NodeSet = { apex: c, keeps: () => true, comments: false };
    expect(ours(set, method(C14N11))).toBe('<c xml:base="http://example.org/y/z.xml" xml:lang="zh">t</c>');
    expect(ours(set, method(C14N))).toBe('<c xml:base="z.xml" xml:id="top" xml:lang="zh">t</c>');
  });
});

const MODES: readonly [uri: string, mode: 0 | 1 | 2][] = [
  [C14N, XmlC14NMode.XML_C14N_1_0],
  [EXCLUSIVE, XmlC14NMode.XML_C14N_EXCLUSIVE_1_0],
  [C14N11, XmlC14NMode.XML_C14N_1_1],
];

/** Documents that play with prefixes, defaults that are taken back, attributes of the namespace xml, odd characters. */
const namespaces = fc.uniqueArray(
  fc.record({ prefix: fc.constantFrom('', 'a', 'b', 'zz'), uri: fc.constantFrom('urn:1', 'urn:2', 'urn:10') }),
  { selector: ({ prefix }) => prefix, maxLength: 3 },
);
const words = fc.constantFrom('x', ' ', '&amp;', '&#13;', '&lt;', '\r\n', '\t', 'é', '𝒳', '>', '&quot;', "'", '&#xA;');
const text = fc.array(words, { maxLength: 4 }).map((list) => list.join(''));
const { element } = fc.letrec<{ element: string; node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((one) => one.replaceAll('"', '')),
    text.map((one) => `<![CDATA[${one.replaceAll('&', '')}]]>`),
    fc.constantFrom('<!-- c -->', '<?pi  data ?>', '<?pi?>'),
    tie('element'),
  ),
  element: fc
    .record({
      prefix: fc.constantFrom('', '', 'a', 'b'),
      local: fc.constantFrom('e', 'f'),
      declared: namespaces,
      unset: fc.boolean(),
      attributes: fc.uniqueArray(
        fc.record({ name: fc.constantFrom('y', 'x', 'zz:q', 'xml:lang', 'xml:space', 'xml:id'), value: text }),
        { selector: ({ name }) => name, maxLength: 3 },
      ),
      nodes: fc.array(tie('node'), { maxLength: 4 }),
    })
    .map(({ prefix, local, declared, unset, attributes, nodes }) => {
      const name = prefix === '' ? local : `${prefix}:${local}`;
      const list = declared.map(({ prefix: one, uri }) => `xmlns${one === '' ? '' : `:${one}`}="${uri}"`);
      if (unset && !declared.some(({ prefix: one }) => one === '')) list.push('xmlns=""');
      for (const { name: one, value } of attributes)
        list.push(`${one}="${one === 'xml:space' ? 'preserve' : one === 'xml:id' ? 'i' : value}"`);
      return `<${name} ${list.join(' ')}>${nodes.join('')}</${name}>`;
    }),
}));
const documents = element.map((inside) => `<!-- before --><r xmlns:a="urn:1" xmlns:b="urn:2" xmlns:zz="urn:3">${inside}</r><?after it?>`); // prettier-ignore

function libxml2(xml: string, at: number | null, mode: 0 | 1 | 2, withComments: boolean, list: string[]): string {
  const document = XmlDocument.fromBuffer(Buffer.from(xml), { option: ParseOption.XML_PARSE_SKIP_IDS });
  try {
    const options = { mode, withComments, inclusiveNamespacePrefixes: list };
    const handler = new XmlStringOutputBufferHandler();
    if (at === null) document.canonicalize(handler, options);
    else (document.find('//*')[at] as XmlElement).canonicalize(handler, options);
    return handler.result;
  } finally {
    document.dispose();
  }
}

describe('agreement with libxml2', () => {
  test.each(MODES)('%s: whole documents and subtrees', (uri, mode) => {
    fc.assert(
      fc.property(
        documents,
        fc.nat(),
        fc.boolean(),
        fc.constantFrom<string[]>([], ['a'], ['#default', 'zz']),
        (xml, pick, comments, list) => {
          const tree = treeOf(xml);
          const how = { ...method(uri), comments };
          const prefixes = how.exclusive ? list : [];
          expect(ours(everything(tree), how, prefixes)).toBe(libxml2(xml, null, mode, comments, prefixes));
          const at = pick % tree.elements.length;
          const set: NodeSet = { apex: tree.elements[at]!, keeps: () => true, comments: true };
          expect(ours(set, how, prefixes)).toBe(libxml2(xml, at, mode, comments, prefixes));
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each(MODES)('%s: a subtree taken out, as an enveloped signature is', (uri, mode) => {
    fc.assert(
      fc.property(documents, fc.nat(), (xml, pick) => {
        const tree = treeOf(xml);
        const at = 1 + (pick % (tree.elements.length - 1));
        const out = tree.elements[at]!;
        const keeps: NodeSet['keeps'] = (one) => one.kind === 'document' || !out.holds(one);
        const document = XmlDocument.fromBuffer(Buffer.from(xml), { option: ParseOption.XML_PARSE_SKIP_IDS });
        document.find('//*')[at]!.remove();
        const expected = document.canonicalizeToString({ mode, withComments: true });
        document.dispose();
        expect(ours({ apex: tree, keeps, comments: true }, { ...method(uri), comments: true })).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});

test('work is bounded', () => {
  const tree = treeOf(`<a>${'<b/>'.repeat(1000)}</a>`);
  expect(() => canonicalize(everything(tree), method(C14N), new Budget(500))).toThrow('');
});
