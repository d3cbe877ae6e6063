import { bookingsIn, voucherKeysIn } from '../booking/document.js';
import { type KindFile } from '../kind.js';

/** Part of a file in the inner order of an accounting voucher (DA/T 94 8.4.1). */
export type AccountingRole = 'voucher' | 'original' | 'booking' | 'other';

const WORDS: readonly [AccountingRole, RegExp][] = [
  ['booking', /入账信息|booking/i],
  ['voucher', /记账凭证|记帐凭证|会计凭证|accounting[ -]?voucher/i],
  ['original', /原始凭证|报销单|发票|回单|对账单|行程单|客票|票据|收据|original/i],
];

/** As the sender calls it; else by the folder it is in; else by what it is. */
export function roleOf(file: KindFile): AccountingRole {
  for (const said of [file.role, file.name.split('/').slice(0, -1).join('/')]) {
    const found = said === undefined || said === '' ? undefined : WORDS.find(([, words]) => words.test(said));
    if (found !== undefined) return found[0];
  }
  if (bookingsIn([file]).length > 0) return 'booking';
  if (voucherKeysIn([file]).size > 0) return 'original';
  const byName = WORDS.find(([, words]) => words.test(file.name));
  return byName?.[0] ?? 'other';
}

const RANK: Readonly<Record<Exclude<AccountingRole, 'booking'>, number>> = { voucher: 0, original: 1, other: 2 };

export interface InnerOrder {
  /** Names of all files: accounting voucher, originals each with its booking information, then the rest. */
  order: string[];
  /** First file that stands before one that it should follow, as sent; null when they came in order. */
  outOfOrder: string | null;
}

/** Booking information is part of its original: where it stands among the files says nothing about their order. */
export function innerOrder(files: readonly KindFile[]): InnerOrder {
  const ranked = files.map((file) => ({ file, role: roleOf(file) }));
  const bookings = ranked.filter(({ role }) => role === 'booking').map(({ file }) => file);
  const others = ranked.flatMap(({ file, role }) => (role === 'booking' ? [] : [{ file, rank: RANK[role] }]));
  const broken = others.find(({ rank }, index) => others.slice(index + 1).some((later) => later.rank < rank));
  const placed = new Set<KindFile>();
  const withOwn = (file: KindFile): string[] => {
    const keys = voucherKeysIn([file]);
    const books = (one: KindFile) =>
      bookingsIn([one]).some(({ voucherKey }) => voucherKey !== null && keys.has(voucherKey));
    const own = bookings.filter((one) => !placed.has(one) && books(one));
    for (const one of own) placed.add(one);
    return [file.name, ...own.map(({ name }) => name)];
  };
  const [vouchers, originals, rest] = [0, 1, 2].map((of) =>
    others.filter(({ rank }) => rank === of).flatMap(({ file }) => withOwn(file)),
  ) as [string[], string[], string[]];
  const left = bookings.filter((one) => !placed.has(one)).map(({ name }) => name);
  return { order: [...vouchers, ...originals, ...left, ...rest], outOfOrder: broken?.file.name ?? null };
}
