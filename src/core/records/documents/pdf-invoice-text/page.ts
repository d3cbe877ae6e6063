import { type CarriedPages } from '../../reader.js';

export type Item = CarriedPages['pages'][number]['items'][number];

/** A page as rows of items from the left, each row with its text without white space. */
export interface Row {
  y: number;
  items: Item[];
}

/** Items whose baselines differ by less than half of their height, within 4 points, stand in one row: labels and values are of different size. */
export function rowsOf(items: readonly Item[]): Row[] {
  const rows: Row[] = [];
  for (const item of [...items].sort((one, other) => one.y - other.y)) {
    const row = rows.at(-1);
    if (row !== undefined && item.y - row.y <= Math.min(0.5 * item.height, 4)) row.items.push(item);
    else rows.push({ y: item.y, items: [item] });
  }
  for (const row of rows) row.items = joinWide(row.items.sort((one, other) => one.x - other.x));
  return rows;
}

/** Labels that are set wide, so that their letters are pieces of their own: `合        计`. */
const WIDE = ['金额', '税额', '合计', '名称', '单位', '数量', '单价', '复核', '校验码', '开票人', '收款人'];
const MAX_WIDE_GAP = 60;

function joinWide(items: readonly Item[]): Item[] {
  const joined: Item[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const count = WIDE.map((label) => lettersOf(label, items, at)).find((found) => found > 1) ?? 1;
    const last = items[at + count - 1]!;
    const text = items
      .slice(at, at + count)
      .map((one) => one.text)
      .join('');
    joined.push(count === 1 ? item : { ...item, text, width: last.x + last.width - item.x });
    at += count - 1;
  }
  return joined;
}

/** Into how many pieces from here on the label falls; 0 when it does not. Its value may follow in the last of them. */
function lettersOf(label: string, items: readonly Item[], from: number): number {
  let left = label;
  for (let at = from; at < items.length; at++) {
    const { text, x } = items[at]!;
    const before = items[at - 1];
    if (at > from && before !== undefined && x - (before.x + before.width) > MAX_WIDE_GAP) return 0;
    const said = tight(text);
    if (said.startsWith(left)) return at - from + 1;
    if (said === '' || !left.startsWith(said)) return 0;
    left = left.slice(said.length);
  }
  return 0;
}

/** Widths of brackets, colons and digits as one; white space stays where it is. */
export const plain = (text: string): string => text.normalize('NFKC');
/** The same without white space: labels are set wide (`名    称：`). */
export const tight = (text: string): string => plain(text).replace(/\s/g, '');

/** A label that ends where its value begins, and what else counts as a label and so is no value. */
const ANY_LABEL =
  /^(发票代码|发票号码|开票日期|校验码|机器编号|开票人|收款人|复核人?|名称|统一社会信用代码|纳税人识别号|地址|开户行|电话|备注|合计|价税合计|密码区|项目名称|货物或应税劳务|规格型号|单位|数量|单价|金额|税率|税额|购买?方|销售?方|\(?[大小]写)/;

export interface Labelled {
  value: string;
  item: Item;
}

/**
 * The values that stand behind a label: in the same piece of text, or as the next piece to the right in the row, no farther than
 * `maxGap` points. `label` matches the tight text from its start to the end of the label.
 */
export function labelled(rows: readonly Row[], label: RegExp, maxGap = 120): (Labelled & { at: Item })[] {
  const found: (Labelled & { at: Item })[] = [];
  for (const { items } of rows)
    for (const [index, item] of items.entries()) {
      const match = label.exec(tight(item.text));
      if (match === null) continue;
      const rest = afterTight(plain(item.text), match[0].length)
        .replace(/^[\s:]+/, '')
        .trim();
      if (rest !== '') {
        found.push({ value: rest, item, at: item });
        continue;
      }
      const next = items.slice(index + 1).find(({ text }) => tight(text) !== ':');
      if (next === undefined || next.x - (item.x + item.width) > maxGap || ANY_LABEL.test(tight(next.text))) continue;
      found.push({
        value: plain(next.text)
          .replace(/^[\s:]+/, '')
          .trim(),
        item: next,
        at: item,
      });
    }
  return found;
}

/** What follows so many characters that are no white space. */
function afterTight(text: string, count: number): string {
  let seen = 0;
  for (const [index, character] of [...text].entries()) {
    if (seen === count) return [...text].slice(index).join('');
    if (!/\s/.test(character)) seen++;
  }
  return '';
}
