import { type ProblemCode } from '../problem.js';
import { type Answer, type Operation } from './operation.js';
import { ref } from './schemas.js';

const WORLD: ProblemCode[] = ['DATABASE_UNAVAILABLE', 'INTERNAL_ERROR'];
const WRITERS = ['submitter', 'archivist'];
const CHANGING: ProblemCode[] = [
  'REQUEST_INVALID',
  'ASSEMBLY_UNKNOWN',
  'ASSEMBLY_OUTRUN',
  'MEDIA_TYPE_UNSUPPORTED',
  ...WORLD,
];
const view = (description: string): Answer => ({ description, type: 'application/json', schema: ref('Assembly') });
const jsonBody = (name: string, example: unknown) => ({ type: 'application/json', schema: ref(name), example });

/** Putting accounting vouchers together (docs/kinds/accounting.md). */
export const ASSEMBLY_OPERATIONS: Operation[] = [
  {
    method: 'post',
    path: '/v1/assemblies',
    tag: 'Vouchers',
    id: 'openAssembly',
    summary: '开始装配一件记账凭证 · Begin to put one number of an accounting voucher together',
    description:
      'One 件 is one 记账凭证号 (DA/T 94 8.4.1), of an account set and a month; without `period` numbers run through the year. The same again is the same assembly.',
    roles: WRITERS,
    body: jsonBody('NewAssembly', { number: '记-0001', accountSet: '01', year: '2026', period: '03', originals: 2 }),
    answers: { '201': view('Opened.'), '200': view('Was there already; nothing was written.') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/assemblies/{id}',
    tag: 'Vouchers',
    id: 'getAssembly',
    summary: '一件的装配情况 · Members in the inner order, what is missing, every act',
    roles: ['submitter', 'archivist', 'auditor'],
    answers: { '200': view('The assembly.') },
    problems: ['ASSEMBLY_UNKNOWN', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/assemblies/{id}/acts',
    tag: 'Vouchers',
    id: 'actOnAssembly',
    summary: '加入、取出、调整顺序、撤销、重做 · Add, take out, order, undo, redo',
    description:
      'Acts only grow: undo and redo are acts too, each is an event. `expectedAct` is the newest act the caller knows; when another was faster, nothing is done. Sent again by the same caller, an act is found done. A member is named by record, by duplicate key (also before it is archived) or, for paper, by the place where it lies; it is in one assembly of the fonds.',
    roles: WRITERS,
    body: jsonBody('AssemblyAct', {
      type: 'add',
      expectedAct: 0,
      members: [
        { key: 'accounting-voucher:01:2026-03:记-0001', role: '记账凭证' },
        { key: 'e-invoice:26991000000000000001', role: '原始凭证' },
      ],
    }),
    answers: { '200': view('As it is now.') },
    problems: [...CHANGING, 'RECORD_UNKNOWN', 'ASSEMBLY_CLOSED', 'ASSEMBLY_STEP_IMPOSSIBLE', 'ASSEMBLY_MEMBER_TAKEN'],
  },
  {
    method: 'post',
    path: '/v1/assemblies/{id}/close',
    tag: 'Vouchers',
    id: 'closeAssembly',
    summary: '完成装配 · Freeze it, and link voucher, originals and paper both ways',
    description:
      'The record of the accounting voucher states the relations, in the same transaction: `has-original`, `has-part`, `paper-twin-at`; those in force are not stated twice. What is missing refuses it, unless a `reason` is given and it may be missing. Afterwards relations are ended or added one by one, each an event. Closing again changes nothing.',
    roles: WRITERS,
    body: jsonBody('AssemblyClosing', { expectedAct: 1 }),
    answers: { '200': view('Closed.') },
    problems: [...CHANGING, 'ASSEMBLY_INCOMPLETE'],
  },
];
