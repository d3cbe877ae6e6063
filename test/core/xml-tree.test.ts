import { childrenOf, descend, parseXmlTree, textIn } from '../../src/core/xml-tree.js';

const LIMITS = { maxItems: 1000, maxDepth: 20 };
const parse = (text: string) => parseXmlTree(Buffer.from(text), LIMITS);

describe('a small XML document as a tree', () => {
  it('keeps names, attributes, own text and the place of every element', () => {
    const { root, problem } = parse(
      '<a:R xmlns:a="urn:a" id="1"> x <L><N>one</N></L><L><N> two </N></L><a:L k="v"/></a:R>',
    );
    expect(problem).toBeNull();
    expect(root).toMatchObject({ local: 'R', uri: 'urn:a', attributes: { id: '1' }, place: '/R' });
    expect(textIn(root!)).toBe('x');
    expect(childrenOf(root!, 'L').map(({ place }) => place)).toEqual(['/R/L', '/R/L[2]', '/R/L[3]']);
    expect(textIn(descend(root!, 'L', 'N'))).toBe('one');
    expect(root!.children[1]!.children[0]!.place).toBe('/R/L[2]/N');
  });

  it('says nothing for what is not there', () => {
    const { root } = parse('<R><E> </E></R>');
    expect(textIn(descend(root!, 'E'))).toBeUndefined();
    expect(descend(root!, 'X', 'Y')).toBeUndefined();
  });

  it.each([
    ['a DTD', '<!DOCTYPE R><R/>', 'XML_DTD'],
    ['a cut end', '<R><L>', 'XML_NOT_WELL_FORMED'],
    ['too deep', '<R>'.repeat(30) + '</R>'.repeat(30), 'XML_TOO_COMPLEX'],
  ])('tells the problem of %s', (_, text, code) => {
    expect(parse(text).problem?.code).toBe(code);
  });
});
