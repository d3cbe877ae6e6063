import { type Der, OCTET_STRING, SET } from '../der.js';

const CONSTRUCTED = 0x20;

/** DER of what was read in BER (X.690 10, 11): definite lengths, strings whole, members of a SET OF in order. */
export function derOf(element: Der): Buffer {
  if ((element.tag & CONSTRUCTED) === 0) return encoded(element.tag, [element.contents]);
  if (element.tag === (OCTET_STRING | CONSTRUCTED)) return encoded(OCTET_STRING, element.pieces);
  const members = element.children.map(derOf);
  return encoded(element.tag, element.tag === SET ? members.sort((a, b) => a.compare(b)) : members);
}

/** One element around what is given. */
export function encoded(tag: number, contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, piece) => sum + piece.length, 0);
  return Buffer.concat([header(tag, length), ...contents]);
}

function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Buffer.from([tag, 0x80 | octets.length, ...octets]);
}

/** Octets that the value of signed attributes may be over. */
export interface SignedForm {
  octets: Buffer;
  /** As they are encoded, or in the order of DER. */
  form: 'as-written' | 'sorted';
}

/**
 * RFC 5652 5.4: the value is over DER of SET OF Attribute, that is with its members in order. Much software signs them
 * in the order it writes them, and BER was signed as something else than it is: each form is tried once. All say the
 * same attributes, so nothing can be put in between.
 */
export function signedForms(attributes: readonly Der[]): SignedForm[] {
  const members = attributes.map(derOf);
  const forms: SignedForm[] = [
    {
      form: 'sorted',
      octets: encoded(
        SET,
        [...members].sort((a, b) => a.compare(b)),
      ),
    },
    { form: 'as-written', octets: encoded(SET, members) },
    {
      form: 'as-written',
      octets: encoded(
        SET,
        attributes.map(({ bytes }) => bytes),
      ),
    },
  ];
  return forms.filter((one, i) => forms.findIndex(({ octets }) => octets.equals(one.octets)) === i);
}
