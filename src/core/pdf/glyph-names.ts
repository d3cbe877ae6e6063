/** Names of glyphs (Adobe Glyph List) of ASCII and Latin-1, for encodings with differences. Letters name themselves. */
const NAMES =
  'space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater question at';
const AFTER_Z = 'bracketleft backslash bracketright asciicircum underscore grave';
const AFTER_SMALL_Z = 'braceleft bar braceright asciitilde';
const LATIN =
  'exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft logicalnot . registered macron degree plusminus . . acute mu paragraph periodcentered cedilla . ordmasculine guillemotright onequarter onehalf threequarters questiondown Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute Icircumflex Idieresis Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute Ucircumflex Udieresis Yacute Thorn germandbls agrave aacute acircumflex atilde adieresis aring ae ccedilla egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis eth ntilde ograve oacute ocircumflex otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis';
const OTHERS: Readonly<Record<string, number>> = {
  Euro: 0x20ac,
  endash: 0x2013,
  emdash: 0x2014,
  quoteleft: 0x2018,
  quoteright: 0x2019,
  quotedblleft: 0x201c,
  quotedblright: 0x201d,
  bullet: 0x2022,
  ellipsis: 0x2026,
  minus: 0x2212,
  fi: 0xfb01,
  fl: 0xfb02,
};

const BY_NAME = new Map<string, string>(
  Object.entries(OTHERS).map(([name, code]) => [name, String.fromCodePoint(code)]),
);
for (const [from, names] of [
  [0x20, NAMES],
  [0x5b, AFTER_Z],
  [0x7b, AFTER_SMALL_Z],
  [0xa1, LATIN],
] as const)
  for (const [index, name] of names.split(' ').entries()) BY_NAME.set(name, String.fromCodePoint(from + index));

/** The text of a glyph by its name; null for names of a font's own. */
export function textOfGlyph(name: string): string | null {
  const plain = name.split('.')[0]!;
  if (/^[A-Za-z]$/.test(plain)) return plain;
  const known = BY_NAME.get(plain);
  if (known !== undefined) return known;
  const code = /^(?:uni([0-9A-F]{4})|u([0-9A-F]{4,6}))$/.exec(plain);
  const point = code === null ? NaN : parseInt(code[1] ?? code[2]!, 16);
  return point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : null;
}
