import { type ProblemCode } from '../problem.js';
import { KIND_EXAMPLE } from './examples.js';
import { type Answer, type Operation } from './operation.js';
import { ref, text } from './schemas.js';

const DESIGNERS = ['administrator', 'archivist'];
const READERS = ['administrator', 'submitter', 'archivist', 'auditor'];
const WORLD: ProblemCode[] = ['STORE_UNAVAILABLE', 'DATABASE_UNAVAILABLE', 'INTERNAL_ERROR'];
const json = (description: string, name: string): Answer => ({
  description,
  type: 'application/json',
  schema: ref(name),
});
const jsonBody = (name: string, example: unknown) => ({ type: 'application/json', schema: ref(name), example });

/** The metadata dictionary, and what fonds add to it and to the kinds (docs/kinds/dictionary.md). */
export const DICTIONARY_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/v1/certificates/{identifier}/versions',
    tag: 'Records',
    id: 'certificateVersions',
    summary: '电子证照各版本 · Every issued version of a certificate, and which was in force on a day',
    description:
      'By its identifier (证照标识), with or without version and check character: all its versions, and the certificates it follows or that follow it. In force: begun by period and by issue, not over, not followed by one that had begun, not revoked. docs/kinds/e-certificate.md.',
    roles: ['submitter', 'archivist', 'auditor'],
    query: { on: text('A day; today (UTC) when left out.', { format: 'date', example: '2026-03-17' }) },
    answers: { '200': json('In order of issue.', 'CertificateVersions') },
    problems: ['REQUEST_INVALID', 'RECORD_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/dictionary',
    tag: 'Dictionary',
    id: 'getDictionary',
    summary: '元数据字典 · Every element that facts are said in',
    description:
      'Key (a stable slug), names, type, numbers and obligation per scheme, value list, length, source and grade: A read in the text of the standard, B in public implementations, C general knowledge. With `fonds`, what the fonds added too.',
    roles: READERS,
    query: {
      fonds: text('Code of the fonds.'),
      scheme: text('Only elements that have a number in it.', { enum: ['DA/T 46', 'DA/T 94', 'DA/T 48', 'EN 16931'] }),
      kind: text('Only fields of this kind; one of the fonds when `fonds` is given.'),
      area: text('Only elements of this table.'),
    },
    answers: { '200': json('The elements, in the order of their tables.', 'Dictionary') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/dictionary/kinds',
    tag: 'Dictionary',
    id: 'listKinds',
    summary: '档案类别 · The kinds of records that are built in',
    roles: READERS,
    answers: { '200': json('The kinds.', 'KindList') },
    problems: ['INTERNAL_ERROR'],
  },
  {
    method: 'get',
    path: '/v1/fonds/{code}/dictionary',
    tag: 'Dictionary',
    id: 'listElements',
    summary: '全宗自定义元数据 · What a fonds added to the dictionary',
    roles: READERS,
    query: { withdrawn: { type: 'boolean', default: false, description: 'Withdrawn ones too.' } },
    answers: { '200': json('In order of addition.', 'DictionaryItemList') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/fonds/{code}/dictionary',
    tag: 'Dictionary',
    id: 'addElement',
    summary: '增加元数据项 · Add an element; it is never changed or removed',
    description: 'Its key begins with `own-` and is taken for ever. An event tells who and when.',
    roles: DESIGNERS,
    body: jsonBody('NewElement', {
      key: 'own-project-code',
      zh: '项目代码',
      en: 'Project code',
      type: 'identifier',
      source: '建设项目管理系统',
    }),
    answers: { '201': json('The element.', 'DictionaryItem') },
    problems: ['REQUEST_INVALID', 'NAME_TAKEN', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/fonds/{code}/dictionary/{key}/withdrawal',
    tag: 'Dictionary',
    id: 'withdrawElement',
    summary: '停用元数据项 · Withdraw an element',
    description: 'Records keep what they say; new ones are read without it.',
    roles: DESIGNERS,
    body: jsonBody('Withdrawal', { reason: '改用项目编码' }),
    answers: { '200': json('The element.', 'DictionaryItemList') },
    problems: ['REQUEST_INVALID', 'DICTIONARY_UNKNOWN', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'get',
    path: '/v1/fonds/{code}/kinds',
    tag: 'Dictionary',
    id: 'listFondsKinds',
    summary: '全宗自定义类别 · The kinds of a fonds, every version',
    roles: READERS,
    query: { withdrawn: { type: 'boolean', default: false, description: 'Withdrawn ones too.' } },
    answers: { '200': json('In order of addition; the last of an id counts.', 'DictionaryItemList') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/fonds/{code}/kinds',
    tag: 'Dictionary',
    id: 'addKind',
    summary: '增加或更新类别方案 · Add a kind as data, or the next version of one',
    description:
      'Fields with obligation, roles of files, mappings of XML elements and OFD texts, patterns of duplicate key and title: a new kind of records needs no code. With the id of a built-in kind it adds to that one: fields, roles, mappings, profiles of government-service items. The same body again changes nothing. docs/kinds/generic.md.',
    roles: DESIGNERS,
    body: jsonBody('NewKind', KIND_EXAMPLE),
    answers: { '201': json('The version in force.', 'DictionaryItem') },
    problems: ['REQUEST_INVALID', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
  {
    method: 'post',
    path: '/v1/fonds/{code}/kinds/{kind}/withdrawal',
    tag: 'Dictionary',
    id: 'withdrawKind',
    summary: '停用类别方案 · Withdraw a kind, all its versions',
    description:
      'Records keep what they say; new ones of this kind are read as generic, or by the built-in kind alone.',
    roles: DESIGNERS,
    body: jsonBody('Withdrawal', { reason: '并入通用类' }),
    answers: { '200': json('Every version.', 'DictionaryItemList') },
    problems: ['REQUEST_INVALID', 'DICTIONARY_UNKNOWN', 'FONDS_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', ...WORLD],
  },
];
