import { type ArchiveErrorCode, isArchiveError } from '../core/error.js';
import { type Finding } from '../core/finding.js';
import { type Locale } from './locale.js';

/** Codes of this room alone: what the server says before any story is asked. */
export type ProblemCode = ArchiveErrorCode | 'ROUTE_UNKNOWN' | 'METHOD_NOT_ALLOWED' | 'INTERNAL_ERROR';

/** One row: the HTTP status and the title in both languages. `{limit}` and the like are filled from the error's detail. */
export interface ProblemKind {
  status: number;
  zh: string;
  en: string;
  /** True where the message may name hosts, paths or keys of ours: then only the title is told. */
  ours?: true;
}

/** Complete by type: a new code without a status does not compile. */
export const PROBLEMS: Record<ProblemCode, ProblemKind> = {
  REQUEST_INVALID: { status: 400, zh: '请求不符合要求', en: 'The request is not valid' },
  REQUEST_TOO_LARGE: { status: 413, zh: '请求超过上限 {limit}', en: 'The request exceeds the limit {limit}' },
  // Nobody is there to read it; 499 is what logs of HTTP servers call it.
  REQUEST_ABORTED: { status: 499, zh: '发送方中断了请求', en: 'The sender went away' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, zh: '不支持的内容类型', en: 'The content type is not supported' },
  UNAUTHENTICATED: { status: 401, zh: '需要有效的 API 密钥', en: 'A valid API key is needed' },
  FORBIDDEN: { status: 403, zh: '此密钥无权执行该操作', en: 'This key may not do this' },
  RATE_LIMITED: { status: 429, zh: '请求过多，上限为 {limit}', en: 'Too many requests, the limit is {limit}' },
  FONDS_UNKNOWN: { status: 404, zh: '没有这个全宗', en: 'There is no such fonds' },
  RECORD_UNKNOWN: { status: 404, zh: '没有这条记录', en: 'There is no such record' },
  REFUSAL_UNKNOWN: { status: 404, zh: '没有这条拒收记录', en: 'There is no such refusal' },
  FILE_UNKNOWN: { status: 404, zh: '记录中没有这个文件', en: 'The record has no such file' },
  PRINCIPAL_UNKNOWN: { status: 404, zh: '没有这个主体', en: 'There is no such principal' },
  KEY_UNKNOWN: { status: 404, zh: '没有这个密钥', en: 'There is no such key' },
  KEY_LIMIT_REACHED: { status: 409, zh: '每个主体最多两个有效密钥', en: 'A principal has at most two live keys' },
  TRUST_UNKNOWN: {
    status: 404,
    zh: '没有这个信任项或信任快照',
    en: 'There is no such trust item or trust snapshot',
  },
  DICTIONARY_UNKNOWN: { status: 404, zh: '该全宗没有这个元数据项或类别', en: 'The fonds has no such element or kind' },
  VALIDATION_UNKNOWN: { status: 404, zh: '没有这份签名验证报告', en: 'There is no such validation report' },
  REVALIDATION_UNKNOWN: { status: 404, zh: '没有这次重新验证', en: 'There is no such revalidation' },
  SCHEME_UNKNOWN: { status: 404, zh: '没有这个检测方案', en: 'There is no such scheme of checks' },
  CHECK_UNKNOWN: { status: 404, zh: '没有这份检测报告', en: 'There is no such report of a check' },
  VOUCHER_UNKNOWN: {
    status: 404,
    zh: '本全宗尚未归档此凭证',
    en: 'No such voucher is archived in this fonds',
  },
  VOUCHER_WITHDRAWN: { status: 409, zh: '此凭证已撤回', en: 'The voucher was withdrawn' },
  VOUCHER_CLAIMED: {
    status: 409,
    zh: '此凭证已被占用、入账或红冲，剩余 {remaining}',
    en: 'The voucher is claimed, booked or cancelled by a red invoice; left is {remaining}',
  },
  CLAIM_AMOUNT_INVALID: {
    status: 422,
    zh: '占用金额应与凭证同正负且不为零；凭证无金额时只能整张占用',
    en: 'The amount needs the sign of the voucher and is not zero; a voucher without an amount is claimed whole',
  },
  CLAIM_UNKNOWN: { status: 404, zh: '此凭证没有这个占用', en: 'The voucher has no such claim' },
  CLAIM_EXPIRED: { status: 409, zh: '占用已过期，请重新占用', en: 'The claim has expired; claim again' },
  CLAIM_RELEASED: { status: 409, zh: '占用已释放，请重新占用', en: 'The claim was released; claim again' },
  CLAIM_MISMATCH: {
    status: 422,
    zh: '与已登记的占用不一致',
    en: 'It differs from the claim that is there',
  },
  RELATION_UNKNOWN: { status: 404, zh: '记录没有这个关联', en: 'The record has no such relation' },
  VERSION_UNKNOWN: { status: 404, zh: '记录没有这个版本', en: 'The record has no such version' },
  VERSION_OUTRUN: {
    status: 409,
    zh: '记录已有更新的版本：现为第 {version} 版',
    en: 'The record has a newer version: it is at {version} now',
  },
  RECORD_WITHDRAWN: { status: 409, zh: '记录已撤回', en: 'The record was withdrawn' },
  CONFLICT_UNKNOWN: { status: 404, zh: '没有这项重复冲突', en: 'There is no such conflict' },
  CONFLICT_DECIDED: { status: 409, zh: '该冲突已作决定', en: 'The conflict was decided' },
  BATCH_UNKNOWN: { status: 404, zh: '没有这个批次', en: 'There is no such batch' },
  BATCH_UNREADABLE: { status: 422, zh: '无法作为批次读取此 ZIP', en: 'The ZIP can not be read as a batch' },
  ASSEMBLY_UNKNOWN: { status: 404, zh: '没有这件记账凭证的装配', en: 'There is no such assembly' },
  ASSEMBLY_CLOSED: { status: 409, zh: '该件已完成装配，不能再更改', en: 'The assembly is closed' },
  ASSEMBLY_OUTRUN: {
    status: 409,
    zh: '该件已有更新的操作：现为第 {act} 步',
    en: 'The assembly has a newer act: it is at {act} now',
  },
  ASSEMBLY_STEP_IMPOSSIBLE: { status: 422, zh: '此操作无法进行', en: 'This act is not possible' },
  ASSEMBLY_MEMBER_TAKEN: {
    status: 409,
    zh: '该材料已在另一件中',
    en: 'It is in another assembly of the fonds',
  },
  ASSEMBLY_INCOMPLETE: { status: 409, zh: '该件尚不完整', en: 'The assembly is not complete' },
  NAME_TAKEN: { status: 409, zh: '名称已被使用', en: 'The name is taken' },
  RANGE_NOT_SATISFIABLE: { status: 416, zh: '请求的范围超出文件', en: 'The range lies outside the file' },
  CLASSIFIED_NOT_ALLOWED: { status: 403, zh: '本系统不接收国家秘密', en: 'State secrets are not accepted here' },
  RECORD_REFUSED: { status: 422, zh: '记录被拒收', en: 'The record was refused' },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    zh: '同一幂等键的请求正在处理',
    en: 'A request with this Idempotency-Key is running',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    zh: '该幂等键已用于其他内容',
    en: 'This Idempotency-Key was used with other content',
  },
  OBJECT_NOT_FOUND: { status: 500, zh: '存储中缺少应有的对象', en: 'An object is missing from the store', ours: true },
  OBJECT_CONFLICT: {
    status: 500,
    zh: '存储中已有内容不同的同名对象',
    en: 'The store holds other bytes under this key',
    ours: true,
  },
  OBJECT_SIZE_MISMATCH: {
    status: 500,
    zh: '存储的对象大小不符',
    en: 'The store kept another size than was sent',
    ours: true,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    zh: '存储暂时不可用，请稍后重试',
    en: 'The store does not answer; try again later',
    ours: true,
  },
  STORE_FULL: { status: 507, zh: '存储空间已满', en: 'The store is full', ours: true },
  STORE_MISCONFIGURED: { status: 500, zh: '存储配置有误', en: 'The store is set up wrongly', ours: true },
  DATABASE_UNAVAILABLE: {
    status: 503,
    zh: '数据库暂时不可用，请稍后重试',
    en: 'The database does not answer; try again later',
    ours: true,
  },
  DATABASE_MISCONFIGURED: { status: 500, zh: '数据库配置有误', en: 'The database is set up wrongly', ours: true },
  SPOOL_FULL: {
    status: 507,
    zh: '接收缓存空间已满，请稍后重试',
    en: 'There is no room to receive the bytes; try again later',
    ours: true,
  },
  SETTING_INVALID: { status: 500, zh: '服务设置有误', en: 'A setting of the service is wrong', ours: true },
  SHUTTING_DOWN: { status: 503, zh: '服务正在停止，请稍后重试', en: 'The service is stopping; try again later' },
  ROUTE_UNKNOWN: { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  METHOD_NOT_ALLOWED: { status: 405, zh: '该地址不支持此方法', en: 'The method is not allowed here' },
  INTERNAL_ERROR: { status: 500, zh: '服务内部错误', en: 'The service made a mistake', ours: true },
};

/** RFC 9457 problem details, with the members of ours. */
export interface Problem {
  /** `urn:dantao:problem:<code>` */
  type: string;
  code: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  requestId: string;
  /** Of REQUEST_INVALID: each member that is wrong, as a JSON pointer or the name of a header. */
  errors?: { path: string; message: string }[];
  findings?: Finding[];
  [more: string]: unknown;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export function problemOf(
  code: ProblemCode,
  locale: Locale,
  requestId: string,
  said: { message?: string; detail?: Record<string, unknown> } = {},
): Problem {
  const kind = PROBLEMS[code];
  const title = fill(locale === 'en' ? kind.en : kind.zh, said.detail ?? {});
  // Our messages are English sentences; in Chinese the title and the members say the same.
  const detail = kind.ours || locale !== 'en' || !said.message ? title : said.message;
  return {
    type: `urn:dantao:problem:${code}`,
    code,
    title,
    status: kind.status,
    detail,
    requestId,
    ...(kind.ours ? {} : said.detail),
  };
}

/** What any thrown thing is to the caller. Status codes of the framework (404, 415, malformed JSON) become ours. */
export function codeOf(error: unknown): ProblemCode {
  if (isArchiveError(error)) return error.code;
  switch (statusOf(error)) {
    case 400:
      return 'REQUEST_INVALID';
    case 404:
      return 'ROUTE_UNKNOWN';
    case 413:
    case 414:
    case 431:
      return 'REQUEST_TOO_LARGE';
    case 415:
      return 'MEDIA_TYPE_UNSUPPORTED';
    case 503:
      return 'SHUTTING_DOWN';
    default:
      return 'INTERNAL_ERROR';
  }
}

/** Message and members. `bodyLimit` is what the framework let in, in bytes, for when it says that this was too much. */
export function saidOf(error: unknown, bodyLimit?: number): { message?: string; detail?: Record<string, unknown> } {
  if (isArchiveError(error)) {
    const { message, options } = error;
    // In Chinese the detail is the title alone: what exactly is wrong always stands in a member.
    const detail =
      error.code === 'REQUEST_INVALID' ? { errors: [{ path: '', message }], ...options.detail } : options.detail;
    return { message, ...(detail ? { detail } : {}) };
  }
  if (codeOf(error) === 'INTERNAL_ERROR' || typeof error !== 'object' || error === null) return {};
  const message = String((error as { message?: unknown }).message);
  switch (codeOf(error)) {
    case 'REQUEST_INVALID':
      return { message, detail: { errors: [{ path: '', message }] } };
    case 'REQUEST_TOO_LARGE':
      return { message, ...(bodyLimit === undefined ? {} : { detail: { limit: bodyLimit, what: 'request' } }) };
    default:
      return { message };
  }
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  const { statusCode, status, getStatus } = error as {
    statusCode?: unknown;
    status?: unknown;
    getStatus?: () => number;
  };
  if (typeof getStatus === 'function') return getStatus.call(error);
  return typeof statusCode === 'number' ? statusCode : typeof status === 'number' ? status : 500;
}

function fill(title: string, detail: Record<string, unknown>): string {
  return title.replace(/\s?\{(\w+)\}/g, (whole, name: string) => {
    const value = detail[name];
    return typeof value === 'string' || typeof value === 'number' ? whole.replace(`{${name}}`, String(value)) : '';
  });
}
