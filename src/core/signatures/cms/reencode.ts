import { element } from '../der-writer.js';
import { type Der, OCTET_STRING, SET } from '../der.js';

const CONSTRUCTED = 0x20;

/** DER of what was read in BER (X.690 10, 11): definite lengths, strings whole, members of a SET OF in order. */
export function derOf(read: Der): Buffer {
  if ((read.tag & CONSTRUCTED) === 0) return element(read.tag, [read.contents]);
  if (read.tag === (OCTET_STRING | CONSTRUCTED)) return element(OCTET_STRING, read.pieces);
  const members = read.children.map(derOf);
  return element(read.tag, read.tag === SET ? members.sort((a, b) => a.compare(b)) : members);
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
      octets: element(
        SET,
        [...members].sort((a, b) => a.compare(b)),
      ),
    },
    { form: 'as-written', octets: element(SET, members) },
    {
      form: 'as-written',
      octets: element(
        SET,
        attributes.map(({ bytes }) => bytes),
      ),
    },
  ];
  return forms.filter((one, i) => forms.findIndex(({ octets }) => octets.equals(one.octets)) === i);
}
