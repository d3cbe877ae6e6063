import { ArchiveError } from '../core/error.js';
import { canonicalJsonOfAny } from '../core/json.js';
import { type EventType, type PendingEvent } from '../core/ledger/event.js';
import { assemblyOf, type AssemblyProblem, checkStep, type MemberRole } from '../core/records/accounting/assembly.js'; // prettier-ignore
import { accountingVoucherKey, monthOf } from '../core/records/accounting/key.js';
import { type RelationTarget, targetKey } from '../core/records/stated-relation.js';
import { askedFonds } from './asked-fonds.js';
import { type ActBody, type Assemblies, type AssemblyAct, type AssemblyRow, type ClosingRelation } from './assembly-ports.js'; // prettier-ignore
import { type AssemblyView, itemsOf, stepOf, viewOf } from './assembly-view.js';
import { scopeOf } from './consult.js';
import { type Access, type Catalogue, type Clock, type Principal } from './ports.js';
import { type Randomness, uuidV7 } from './random.js';

/** Replaying is what each act costs. */
const MOST_ACTS = 500;
const MOST_MEMBERS = 1_000;

/** A member as it is named by a caller. */
export type NamedMember = { record: string } | { key: string } | { place: string };

export interface AskedAssembly {
  fonds: string | null;
  number: string;
  accountSet: string | null;
  year: string;
  /** Month of the year, `01`–`13`; null where numbers run through the year. */
  period: string | null;
  originals: number | null;
}

export type AskedAct =
  | { type: 'add'; members: (NamedMember & { role: MemberRole })[] }
  | { type: 'remove' | 'reorder'; members: NamedMember[] }
  | { type: 'undo' | 'redo' };

export interface AssemblyPorts {
  assemblies: Assemblies;
  access: Access;
  catalogue: Catalogue;
  clock: Clock;
  random: Randomness;
}

/** An assembly with its acts, as it was read. */
interface Held {
  row: AssemblyRow;
  acts: AssemblyAct[];
}

/**
 * Putting a 件 together before registration (DA/T 94 8.4.1, E.2.2): members are put to a number of an accounting voucher,
 * taken out, ordered, with undo and redo. Acts only grow, and each is an event; what is assembled follows from them.
 */
export class Assemble {
  constructor(private readonly ports: AssemblyPorts) {}

  /** Throws FONDS_UNKNOWN, REQUEST_INVALID. The same number of the same account set and month is the same assembly. */
  async open(
    principal: Principal,
    asked: AskedAssembly,
    requestId: string,
  ): Promise<{ view: AssemblyView; opened: boolean }> {
    const { assemblies, access, clock, random } = this.ports;
    const { number, accountSet, year, originals } = asked;
    const fonds = await askedFonds(access, principal, asked.fonds);
    const month = asked.period === null ? null : monthOf(asked.period, year);
    if (asked.period !== null && month === null) throw invalid('/period', 'expected a month of the year, 01 to 13');
    const at = clock.now();
    const row: AssemblyRow = {
      id: uuidV7(at, random.bytes(10)),
      fonds,
      key: accountingVoucherKey(month ?? year, number, accountSet),
      number,
      accountSet,
      year,
      month,
      originals,
      openedAt: at,
      openedBy: principal.id,
    };
    const details = { key: row.key, ...(originals === null ? {} : { originals }) };
    const event = this.event('assembly-opened', row, principal, at, details);
    const done = await assemblies.open(row, event, requestId);
    return { view: await this.read(principal, done.row.id), opened: done.opened };
  }

  /** Throws ASSEMBLY_UNKNOWN. */
  async read(principal: Principal, id: string): Promise<AssemblyView> {
    return this.view(principal, await this.held(principal, id));
  }

  /**
   * The act after `expected`. Sent again by the same caller, it is found done and changes nothing.
   * Throws ASSEMBLY_UNKNOWN, ASSEMBLY_CLOSED, ASSEMBLY_OUTRUN (detail: act), ASSEMBLY_STEP_IMPOSSIBLE (detail: why),
   * ASSEMBLY_MEMBER_TAKEN, RECORD_UNKNOWN, REQUEST_INVALID.
   */
  async act(
    principal: Principal,
    id: string,
    { expected, asked }: { expected: number; asked: AskedAct },
    requestId: string,
  ): Promise<AssemblyView> {
    const held = await this.held(principal, id);
    const { row, acts } = held;
    const body = await this.bodyOf(row, asked);
    if (isRepeated(acts[expected], body, principal)) return this.view(principal, held);
    if (closedIn(acts)) throw new ArchiveError('ASSEMBLY_CLOSED', `assembly ${id} is closed`);
    assertNewest(acts, expected);
    if (acts.length >= MOST_ACTS) throw invalid('', `an assembly has at most ${MOST_ACTS} acts`);
    const events = acts.map((one) => stepOf(row, one.body));
    const problem = checkStep(events, stepOf(row, body));
    if (problem !== null) throw impossible(problem);
    const before = itemsOf(row, acts);
    const act = { number: expected + 1, body, at: this.ports.clock.now(), by: principal.id };
    const after = itemsOf(row, [...acts, act]);
    if (after.length > MOST_MEMBERS) throw invalid('', `an assembly has at most ${MOST_MEMBERS} members`);
    const [was, is] = [new Set(before), new Set(after)];
    await this.ports.assemblies.act({
      assembly: row,
      act,
      placed: { into: after.filter((item) => !was.has(item)), out: before.filter((item) => !is.has(item)) },
      relations: { rows: [], reason: '' },
      event: this.event('assembly-changed', row, principal, act.at, { act: act.number, ...body }),
      requestId,
    });
    return this.view(principal, { row, acts: [...acts, act] });
  }

  /**
   * Freezes it, and states the relations of its accounting voucher with what is assembled: all of it or nothing. Closing
   * again changes nothing. With `reason` also when something is missing that may be: it is named in the event.
   * Throws as act(), and ASSEMBLY_INCOMPLETE (detail: missing).
   */
  async close(
    principal: Principal,
    id: string,
    { expected, reason }: { expected: number; reason: string | null },
    requestId: string,
  ): Promise<AssemblyView> {
    const { random, clock, assemblies } = this.ports;
    const held = await this.held(principal, id);
    const { row, acts } = held;
    const view = await this.view(principal, held);
    if (closedIn(acts)) return view;
    assertNewest(acts, expected);
    const { missing } = view;
    if (missing.some(({ blocking }) => blocking || reason === null))
      throw new ArchiveError('ASSEMBLY_INCOMPLETE', `assembly ${id} lacks ${missing.map(({ what }) => what).join(', ')}`, { detail: { missing } }); // prettier-ignore
    const at = clock.now();
    const body: ActBody = { type: 'close', reason, missing: missing.map(({ what }) => what) };
    const act = { number: expected + 1, body, at, by: principal.id };
    const why = reason ?? `装配完成：${row.key}`;
    const voucher = view.members.find(({ role, record }) => role === '记账凭证' && record !== null)!.record!.id;
    const rows = view.members.flatMap((member): ClosingRelation[] => {
      if (member.record?.id === voucher) return [];
      const type = RELATIONS[member.role];
      const relation = uuidV7(at, random.bytes(10));
      const details = { relation, type, target: member.item, reason: why, assembly: id };
      const event = { ...this.event('relation-added', row, principal, at, details), subject: voucher };
      const relationOf = { type, target: targetNamed(member.item), origin: 'added', file: null, place: null } as const;
      return [{ id: relation, record: voucher, relation: relationOf, other: member.record?.id ?? null, event }];
    });
    await assemblies.act({
      assembly: row,
      act,
      placed: { into: [], out: [] },
      relations: { rows, reason: why },
      event: this.event('assembly-closed', row, principal, at, { act: act.number, ...body, key: row.key, voucher, members: view.members.map(({ item, role }) => ({ item, role })) }), // prettier-ignore
      requestId,
    });
    return this.view(principal, { row, acts: [...acts, act] });
  }

  private async held(principal: Principal, id: string): Promise<Held> {
    const held = await this.ports.assemblies.one(id, scopeOf(principal));
    if (!held) throw new ArchiveError('ASSEMBLY_UNKNOWN', `no assembly ${id}`);
    return held;
  }

  private async view(principal: Principal, { row, acts }: Held): Promise<AssemblyView> {
    const { assemblies, catalogue } = this.ports;
    const { roleOf } = assemblyOf(acts.map(({ body }) => stepOf(row, body))).assembly;
    const items = itemsOf(row, acts);
    const records = await assemblies.records(row.fonds, items);
    const voucher = items.find((item) => roleOf.get(item) === '记账凭证' && records.has(item));
    const read = voucher === undefined ? null : await catalogue.record(records.get(voucher)!.id, scopeOf(principal));
    return viewOf(row, acts, records, read?.record ?? null);
  }

  private async bodyOf(row: AssemblyRow, asked: AskedAct): Promise<ActBody> {
    if (!('members' in asked)) return { type: asked.type };
    const items: string[] = [];
    for (const member of asked.members) items.push(await this.named(row, member, asked.type));
    return asked.type === 'add'
      ? { type: 'add', members: items.map((item, index) => ({ item, role: asked.members[index]!.role })) }
      : { type: asked.type, items };
  }

  /** A key of what is not here yet may be put; a record has to be here. What has since been withdrawn can be taken out. */
  private async named({ id, fonds }: AssemblyRow, member: NamedMember, type: AskedAct['type']): Promise<string> {
    if ('place' in member) return targetKey({ by: 'place', place: member.place });
    if ('key' in member) return targetKey({ by: 'key', key: member.key });
    const item = await this.ports.assemblies.itemOf(fonds, member.record);
    if (item === null && type === 'add')
      throw new ArchiveError('RECORD_UNKNOWN', `no live record ${member.record} in the fonds of assembly ${id}`);
    return item ?? targetKey({ by: 'record', record: member.record });
  }

  private event(
    type: EventType,
    { id, fonds }: AssemblyRow,
    principal: Principal,
    at: Date,
    details: Record<string, unknown>,
  ): PendingEvent {
    return { type, subject: id, fonds, actor: principal.id, at, details, salt: this.ports.random.bytes(32) };
  }
}

/** From the accounting voucher to the member; the other side shows the inverse. Paper of the voucher itself is its twin. */
const RELATIONS: Readonly<Record<MemberRole, string>> = {
  记账凭证: 'paper-twin-at',
  原始凭证: 'has-original',
  附件: 'has-part',
};

/** The other way round of targetKey(), for what a member can be. */
function targetNamed(item: string): RelationTarget {
  const name = item.slice(item.indexOf(':') + 1);
  if (item.startsWith('record:')) return { by: 'record', record: name };
  return item.startsWith('place:') ? { by: 'place', place: name } : { by: 'key', key: name };
}

const closedIn = (acts: readonly AssemblyAct[]): boolean => acts.at(-1)?.body.type === 'close';

function isRepeated(there: AssemblyAct | undefined, body: ActBody, { id }: Principal): boolean {
  return there !== undefined && there.by === id && canonicalJsonOfAny(there.body) === canonicalJsonOfAny(body);
}

function assertNewest(acts: readonly AssemblyAct[], expected: number): void {
  if (acts.length !== expected)
    throw new ArchiveError('ASSEMBLY_OUTRUN', `the assembly is at act ${acts.length}, expected was ${expected}`, { detail: { act: acts.length } }); // prettier-ignore
}

function impossible(problem: AssemblyProblem): ArchiveError {
  const { code } = problem;
  const item = 'item' in problem ? { item: problem.item } : {};
  const message = 'item' in problem ? `${problem.item}: ${problem.in === null ? 'is not in the assembly' : 'is in it already'}` : code; // prettier-ignore
  return new ArchiveError('ASSEMBLY_STEP_IMPOSSIBLE', message, { detail: { why: code, ...item } });
}

function invalid(path: string, message: string): ArchiveError {
  return new ArchiveError('REQUEST_INVALID', message, { detail: { errors: [{ path, message }] } });
}
