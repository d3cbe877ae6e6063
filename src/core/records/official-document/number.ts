/** The number of an official document (发文字号): letters of the issuing body, year, serial. */
export interface DocumentNumber {
  /** 机关代字: `国办发` */
  letters: string;
  year: string;
  serial: string;
  /** `国办发〔2026〕1号`, whatever brackets and widths were written. */
  text: string;
}

/** Letters, the year in brackets of some kind, the serial with or without 第. Each part is bounded. */
const FORM = /^([^〔〕[\]【】()（）﹝﹞\d]{1,40})[〔[【(﹝]((?:19|20)\d{2})[〕\]】)﹞](?:第)?(\d{1,6})号$/;

/** Null when it is of another form: many bodies have one of their own. */
export function parseDocumentNumber(text: string): DocumentNumber | null {
  if (text.length > 80) return null;
  const [, letters, year, digits] = FORM.exec(text.normalize('NFKC').replace(/\s+/g, '')) ?? [];
  if (letters === undefined || year === undefined || digits === undefined) return null;
  const serial = digits.replace(/^0+(?=\d)/, '');
  return { letters, year, serial, text: `${letters}〔${year}〕${serial}号` };
}
