import { type AssemblyEvent, assemblyOf, inInnerOrder, type MemberRole } from '../core/records/accounting/assembly.js';
import { byKey } from '../core/records/sums.js';
import { plainPart } from '../core/records/voucher/spec.js';
import { type ActBody, type AssemblyAct, type AssemblyRow, type MemberRecord } from './assembly-ports.js';
import { type RecordRow } from './ports.js';

export interface AssemblyMember {
  /** From 1, in the inner order. */
  position: number;
  role: MemberRole;
  /** `key:…`, `record:…` or `place:…` */
  item: string;
  /** Null for paper, and for what is not archived or was withdrawn. */
  record: MemberRecord | null;
}

/** What keeps it from being closed; `blocking`: also with a reason. */
export interface AssemblyGap {
  /**
   * `voucher`: no archived record is its accounting voucher; `vouchers`: more than one is; `number`: the accounting
   * voucher says another number or month; `record`: a member is not archived; `twice`: two members are one record;
   * `originals`: not as many as the sender or the voucher says.
   */
  what: 'voucher' | 'vouchers' | 'number' | 'record' | 'twice' | 'originals';
  blocking: boolean;
  item?: string;
  expected?: string;
  found?: string;
}

export interface AssemblyView extends AssemblyRow {
  state: 'open' | 'closed';
  /** Number of the newest act; the next one expects it. */
  act: number;
  canUndo: boolean;
  canRedo: boolean;
  members: AssemblyMember[];
  missing: AssemblyGap[];
  history: AssemblyAct[];
}

/** An act in the words of the model. */
export function stepOf({ key: voucher }: Pick<AssemblyRow, 'key'>, body: ActBody): AssemblyEvent {
  switch (body.type) {
    case 'add': {
      const roles = Object.fromEntries(body.members.map(({ item, role }) => [item, role]));
      return { type: 'assemble', voucher, items: body.members.map(({ item }) => item), roles };
    }
    case 'remove':
      return { type: 'disassemble', voucher, items: body.items };
    case 'reorder':
      return { type: 'reorder', voucher, items: body.items };
    case 'close':
      return { type: 'register', voucher };
    default:
      return { type: body.type, voucher };
  }
}

/** Items in the order in which they were put. */
export function itemsOf(row: AssemblyRow, acts: readonly AssemblyAct[]): readonly string[] {
  return assemblyOf(acts.map(({ body }) => stepOf(row, body))).assembly.vouchers.get(row.key) ?? [];
}

/** `voucher`: the record of its accounting voucher, where there is one. */
export function viewOf(
  row: AssemblyRow,
  acts: readonly AssemblyAct[],
  records: ReadonlyMap<string, MemberRecord>,
  voucher: RecordRow | null,
): AssemblyView {
  const { vouchers, roleOf, registered, canUndo, canRedo } = assemblyOf(acts.map(({ body }) => stepOf(row, body))).assembly; // prettier-ignore
  const put = (vouchers.get(row.key) ?? []).map((item) => ({ item, role: roleOf.get(item)!, record: records.get(item) ?? null })); // prettier-ignore
  const members = inInnerOrder(put).map((member, index) => ({ position: index + 1, ...member }));
  return {
    ...row,
    state: registered.has(row.key) ? 'closed' : 'open',
    act: acts.length,
    canUndo: canUndo.has(row.key),
    canRedo: canRedo.has(row.key),
    members,
    missing: gapsOf(row, members, voucher),
    history: [...acts],
  };
}

const isPaper = ({ item }: AssemblyMember) => item.startsWith('place:');

function gapsOf(row: AssemblyRow, members: readonly AssemblyMember[], voucher: RecordRow | null): AssemblyGap[] {
  const gaps: AssemblyGap[] = [];
  // The accounting voucher states every relation, so that one is needed, and one alone.
  const own = members.filter((member) => member.role === '记账凭证' && !isPaper(member));
  if (voucher === null) gaps.push({ what: 'voucher', blocking: true });
  if (own.length > 1) gaps.push({ what: 'vouchers', blocking: true, found: String(own.length) });
  if (voucher !== null) gaps.push(...otherNumber(row, voucher));
  for (const member of members) {
    const { item, record } = member;
    if (record === null && !isPaper(member)) gaps.push({ what: 'record', blocking: false, item });
    if (record !== null && members.find((one) => one.record?.id === record.id) !== member)
      gaps.push({ what: 'twice', blocking: true, item });
  }
  const said = voucher === null ? null : (byKey(voucher.facts, 'originals-count')?.value ?? null);
  const expected = row.originals ?? (said !== null && /^\d{1,6}$/.test(said) ? Number(said) : null);
  const found = members.filter(({ role }) => role === '原始凭证').length;
  if (expected !== null && expected !== found)
    gaps.push({ what: 'originals', blocking: false, expected: String(expected), found: String(found) });
  return gaps;
}

/** Only what the accounting voucher says of itself can disagree. */
function otherNumber({ number, month }: AssemblyRow, { facts }: RecordRow): AssemblyGap[] {
  const [saidNumber, saidMonth] = ['accounting-document-number', 'accounting-month'].map((key) => byKey(facts, key)?.value ?? null); // prettier-ignore
  return [
    ...(saidNumber != null && plainPart(saidNumber) !== plainPart(number)
      ? [{ what: 'number', blocking: false, expected: number, found: saidNumber } as const]
      : []),
    ...(saidMonth != null && month !== null && saidMonth !== month
      ? [{ what: 'number', blocking: false, expected: month, found: saidMonth } as const]
      : []),
  ];
}
