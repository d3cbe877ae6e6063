import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** One effective, validated, frozen object; nothing else reads process.env. */
export interface Settings {
  listen: { host: string; port: number };
  /** Absolute. Holds the embedded database, the filesystem store, the spool and the receipt keys. */
  dataDir: string;
  /** Null: embedded PostgreSQL under `dataDir`. */
  database: { url: string; ownerUrl?: string } | null;
  store: {
    url: string;
    region: string;
    accessKey?: string;
    secretKey?: string;
    acceptNoConditionalWrites: boolean;
  };
  classifiedAllowed: boolean;
  /** Whether a fonds learns that another one holds a claim of the same voucher. */
  claimedElsewhere: boolean;
  limits: {
    maxFileBytes: number;
    maxSubmissionBytes: number;
    maxFiles: number;
    maxRecordJsonBytes: number;
    requestsPerMinute: number;
    concurrentSubmissions: number;
    longestSubmissionMs: number;
  };
  readers: { readers: number; timeoutMs: number; memoryBytes: number };
  /** clamd; null: nothing is scanned for viruses. */
  scanner: {
    address: { host: string; port: number } | { path: string };
    limitBytes: number;
    timeoutMs: number;
  } | null;
  logLevel: string;
}

/** A wrong setting: one line that names it, what was found, what is allowed. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  constructor(setting: string, found: string, allowed: string) {
    super(`${setting}: found ${found}; allowed: ${allowed}`);
  }
}

interface Setting {
  name: string;
  allowed: string;
  fallback: string | null;
  secret?: boolean;
  /** Meaning in zh-CN. */
  zh: string;
  meaning: string;
}

const KIB = 1024;
const MIB = KIB * KIB;
const GIB = KIB * MIB;

/** Every setting there is. docs/operations.md and docker-compose.yml are compared with this list by tests. */
export const SETTINGS: readonly Setting[] = [
  {
    name: 'DANTAO_LISTEN',
    fallback: '127.0.0.1:8600',
    allowed: 'host:port, port 0–65535',
    zh: 'HTTP 接口的监听地址',
    meaning: 'where the HTTP API listens',
  },
  {
    name: 'DANTAO_DATA',
    fallback: './data',
    allowed: 'a folder',
    zh: '内嵌数据库、文件存储、暂存区和回执密钥所在的目录',
    meaning: 'embedded database, filesystem store, spool and receipt keys',
  },
  {
    name: 'DANTAO_DATABASE_URL',
    fallback: null,
    secret: true,
    allowed: 'postgres://user:password@host:port/name',
    zh: '供服务角色使用的 PostgreSQL（≥ 15）；未设置时运行内嵌数据库',
    meaning: 'PostgreSQL ≥ 15 for the service role; without it the embedded one runs',
  },
  {
    name: 'DANTAO_DATABASE_OWNER_URL',
    fallback: null,
    secret: true,
    allowed: 'postgres://owner:password@host:port/name',
    zh: '拥有各表的角色；以它运行迁移',
    meaning: 'the role that owns the tables; migrations run with it',
  },
  {
    name: 'DANTAO_STORE_URL',
    fallback: null,
    allowed: 'file:/folder, s3+https://host/bucket, s3+http://host:port/bucket',
    zh: '对象存储；未设置时为 DANTAO_DATA 下的目录',
    meaning: 'the object store; without it a folder under DANTAO_DATA',
  },
  {
    name: 'DANTAO_STORE_REGION',
    fallback: 'us-east-1',
    allowed: 'a region name',
    zh: 'S3 存储的区域',
    meaning: 'region of the S3 store',
  },
  {
    name: 'DANTAO_STORE_ACCESS_KEY',
    fallback: null,
    secret: true,
    allowed: 'an access key',
    zh: 'S3 存储的访问密钥标识',
    meaning: 'access key of the S3 store',
  },
  {
    name: 'DANTAO_STORE_SECRET_KEY',
    fallback: null,
    secret: true,
    allowed: 'a secret key',
    zh: 'S3 存储的访问密钥',
    meaning: 'secret key of the S3 store',
  },
  {
    name: 'DANTAO_STORE_ACCEPT_NO_CONDITIONAL_WRITES',
    fallback: 'false',
    allowed: 'true or false',
    zh: '服务器忽略 If-None-Match 时是否仍然使用',
    meaning: 'go on with a server that ignores If-None-Match',
  },
  {
    name: 'DANTAO_CLASSIFIED',
    fallback: 'false',
    allowed: 'true or false',
    zh: '仅在部署获准处理国家秘密（涉密）时为 true',
    meaning: 'true only where the deployment is approved for state secrets (涉密)',
  },
  {
    name: 'DANTAO_CLAIMED_ELSEWHERE',
    fallback: 'false',
    allowed: 'true or false',
    zh: '查询凭证时是否告知其他全宗已占用同号凭证（仅是或否）',
    meaning: 'whether a voucher says that another fonds holds a claim of the same key: yes or no, nothing else',
  },
  {
    name: 'DANTAO_MAX_FILE_BYTES',
    fallback: String(64 * GIB),
    allowed: '1 to 1099511627776',
    zh: '单个文件的上限',
    meaning: 'largest file',
  },
  {
    name: 'DANTAO_MAX_SUBMISSION_BYTES',
    fallback: String(128 * GIB),
    allowed: '1 to 1099511627776',
    zh: '一次提交的上限',
    meaning: 'largest submission',
  },
  {
    name: 'DANTAO_MAX_FILES',
    fallback: '1000',
    allowed: '1 to 10000',
    zh: '一件记录的文件数上限',
    meaning: 'most files in one record',
  },
  {
    name: 'DANTAO_MAX_RECORD_JSON_BYTES',
    fallback: String(MIB),
    allowed: '1024 to 16777216',
    zh: 'record 部分的上限',
    meaning: 'largest record part',
  },
  {
    name: 'DANTAO_REQUESTS_PER_MINUTE',
    fallback: '120000',
    allowed: '1 to 10000000',
    zh: '每个密钥每分钟的请求数',
    meaning: 'requests of one key in a minute',
  },
  {
    name: 'DANTAO_CONCURRENT_SUBMISSIONS',
    fallback: '128',
    allowed: '1 to 10000',
    zh: '同时处理的提交数',
    meaning: 'submissions that run at the same time',
  },
  {
    name: 'DANTAO_LONGEST_SUBMISSION_MS',
    fallback: '86400000',
    allowed: '1000 to 604800000',
    zh: '早于此时长且无登记提及的对象会被报告',
    meaning: 'an object nobody mentions is reported when it is older',
  },
  {
    name: 'DANTAO_READERS',
    fallback: '2',
    allowed: '1 to 64',
    zh: '读取提交文件的子进程数',
    meaning: 'child processes that read submitted files',
  },
  {
    name: 'DANTAO_READER_TIMEOUT_MS',
    fallback: '20000',
    allowed: '100 to 600000',
    zh: '读取一个文件的时限',
    meaning: 'time for one file',
  },
  {
    name: 'DANTAO_READER_MEMORY_BYTES',
    fallback: String(512 * MIB),
    allowed: '134217728 to 17179869184',
    zh: '一个读取进程的常驻内存上限',
    meaning: 'resident memory of one reader',
  },
  {
    name: 'DANTAO_CLAMD',
    fallback: null,
    allowed: 'host:port or /path of a socket',
    zh: '病毒检测用的 ClamAV 守护进程 clamd；未设置时不做病毒检测，相应检测项为“未检测”',
    meaning: 'clamd of ClamAV; without it nothing is scanned for viruses and the item says not checked',
  },
  {
    name: 'DANTAO_CLAMD_LIMIT_MB',
    fallback: '25',
    allowed: '1 to 4000',
    zh: '送检文件的上限（MiB）；更大的文件为“未检测”；不得大于 clamd 的 StreamMaxLength、MaxFileSize、MaxScanSize',
    meaning: 'MiB; a larger file is not checked; not above StreamMaxLength, MaxFileSize, MaxScanSize of clamd',
  },
  {
    name: 'DANTAO_CLAMD_TIMEOUT_MS',
    fallback: '30000',
    allowed: '100 to 600000',
    zh: '一个文件病毒检测的时限',
    meaning: 'time for the scan of one file',
  },
  {
    name: 'DANTAO_LOG_LEVEL',
    fallback: 'info',
    allowed: 'debug, info, warn, error, silent',
    zh: '标准输出上的结构化日志级别',
    meaning: 'structured log on standard output',
  },
];

/** Read by the command line only, never by the service. */
const CLI_ONLY = ['DANTAO_URL', 'DANTAO_KEY', 'DANTAO_DEBUG'];

/** Throws SettingError. A secret may also come from a file: `<NAME>_FILE`. Names that begin with DANTAO_TEST_ belong to the tests. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const known = new Map(SETTINGS.map((s) => [s.name, s]));
  for (const name of Object.keys(env)) {
    if (!name.startsWith('DANTAO_') || name.startsWith('DANTAO_TEST_') || CLI_ONLY.includes(name) || known.has(name))
      continue;
    const secret = name.endsWith('_FILE') ? known.get(name.slice(0, -5)) : undefined;
    if (!secret?.secret) throw new SettingError(name, 'a setting that does not exist', [...known.keys()].join(', '));
  }
  const text = (name: string): string | null => {
    const setting = known.get(name)!;
    const file = setting.secret ? env[`${name}_FILE`] : undefined;
    if (file) {
      try {
        return readFileSync(file, 'utf8').trim();
      } catch {
        throw new SettingError(`${name}_FILE`, `"${file}", which can't be read`, 'a readable file');
      }
    }
    const value = env[name];
    return value === undefined || value === '' ? setting.fallback : value;
  };
  const number = (name: string): number => {
    const value = text(name)!;
    const [min, max] = known.get(name)!.allowed.split(' to ').map(Number) as [number, number];
    const parsed = Number(value);
    if (!/^\d+$/.test(value) || parsed < min || parsed > max)
      throw new SettingError(name, `"${value}"`, known.get(name)!.allowed);
    return parsed;
  };
  const flag = (name: string): boolean => {
    const value = text(name)!;
    if (value !== 'true' && value !== 'false') throw new SettingError(name, `"${value}"`, 'true or false');
    return value === 'true';
  };

  const dataDir = resolve(text('DANTAO_DATA')!);
  return deepFreeze({
    listen: listenOf(text('DANTAO_LISTEN')!),
    dataDir,
    database: databaseOf(text('DANTAO_DATABASE_URL'), text('DANTAO_DATABASE_OWNER_URL')),
    store: {
      url: storeOf(text('DANTAO_STORE_URL') ?? `file:${resolve(dataDir, 'store')}`),
      region: text('DANTAO_STORE_REGION')!,
      ...given('accessKey', text('DANTAO_STORE_ACCESS_KEY')),
      ...given('secretKey', text('DANTAO_STORE_SECRET_KEY')),
      acceptNoConditionalWrites: flag('DANTAO_STORE_ACCEPT_NO_CONDITIONAL_WRITES'),
    },
    classifiedAllowed: flag('DANTAO_CLASSIFIED'),
    claimedElsewhere: flag('DANTAO_CLAIMED_ELSEWHERE'),
    limits: {
      maxFileBytes: number('DANTAO_MAX_FILE_BYTES'),
      maxSubmissionBytes: number('DANTAO_MAX_SUBMISSION_BYTES'),
      maxFiles: number('DANTAO_MAX_FILES'),
      maxRecordJsonBytes: number('DANTAO_MAX_RECORD_JSON_BYTES'),
      requestsPerMinute: number('DANTAO_REQUESTS_PER_MINUTE'),
      concurrentSubmissions: number('DANTAO_CONCURRENT_SUBMISSIONS'),
      longestSubmissionMs: number('DANTAO_LONGEST_SUBMISSION_MS'),
    },
    readers: {
      readers: number('DANTAO_READERS'),
      timeoutMs: number('DANTAO_READER_TIMEOUT_MS'),
      memoryBytes: number('DANTAO_READER_MEMORY_BYTES'),
    },
    scanner: scannerOf(text('DANTAO_CLAMD'), {
      limitBytes: number('DANTAO_CLAMD_LIMIT_MB') * MIB,
      timeoutMs: number('DANTAO_CLAMD_TIMEOUT_MS'),
    }),
    logLevel: oneOf('DANTAO_LOG_LEVEL', text('DANTAO_LOG_LEVEL')!, ['debug', 'info', 'warn', 'error', 'silent']),
  });
}

/** Name, effective value (secrets masked) and meaning, for `dantao config`. */
export function describeSettings(
  env: Record<string, string | undefined>,
): { name: string; value: string; from: 'environment' | 'file' | 'default'; zh: string; meaning: string }[] {
  readSettings(env);
  return SETTINGS.map(({ name, secret, fallback, zh, meaning }) => {
    const file = secret && env[`${name}_FILE`] !== undefined;
    const given = env[name] !== undefined && env[name] !== '';
    const value = file || (given && secret) ? '••••••' : given ? env[name]! : (fallback ?? '—');
    return { name, value, from: file ? 'file' : given ? 'environment' : 'default', zh, meaning };
  });
}

function listenOf(value: string): { host: string; port: number } {
  const place = hostAndPort(value);
  if (!place) throw new SettingError('DANTAO_LISTEN', `"${value}"`, 'host:port, port 0–65535');
  return place;
}

function scannerOf(value: string | null, more: { limitBytes: number; timeoutMs: number }): Settings['scanner'] {
  if (value === null) return null;
  const address = value.startsWith('/') ? { path: value } : hostAndPort(value);
  if (!address || ('port' in address && address.port === 0))
    throw new SettingError('DANTAO_CLAMD', `"${value}"`, SETTINGS.find((s) => s.name === 'DANTAO_CLAMD')!.allowed);
  return { address, ...more };
}

function hostAndPort(value: string): { host: string; port: number } | null {
  const match = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(value);
  const port = Number(match?.[2]);
  return match && port <= 65535 ? { host: match[1]!.replace(/^\[|\]$/g, ''), port } : null;
}

function databaseOf(url: string | null, ownerUrl: string | null): Settings['database'] {
  if (url === null) {
    if (ownerUrl !== null)
      throw new SettingError(
        'DANTAO_DATABASE_OWNER_URL',
        'a value without DANTAO_DATABASE_URL',
        'both, or neither for the embedded database',
      );
    return null;
  }
  for (const [name, value] of [
    ['DANTAO_DATABASE_URL', url],
    ['DANTAO_DATABASE_OWNER_URL', ownerUrl],
  ] as const) {
    // The value holds a password: it is never repeated.
    if (value !== null && !/^postgres(ql)?:$/.test(protocolOf(value)))
      throw new SettingError(
        name,
        'something that is not a postgres:// URL',
        'postgres://user:password@host:port/name',
      );
  }
  return { url, ...given('ownerUrl', ownerUrl) };
}

function storeOf(value: string): string {
  if (/^file:\/?[^/]?.+/.test(value)) return `file:${resolve(value.replace(/^file:(\/\/)?/, ''))}`;
  const url = /^s3\+(https?:\/\/.+)$/.exec(value)?.[1];
  const parsed = url && URL.canParse(url) ? new URL(url) : null;
  const allowed = SETTINGS.find((s) => s.name === 'DANTAO_STORE_URL')!.allowed;
  if (!parsed) throw new SettingError('DANTAO_STORE_URL', `"${value}"`, allowed);
  if (parsed.username || parsed.password)
    throw new SettingError(
      'DANTAO_STORE_URL',
      'a URL with a password in it',
      `${allowed}; keys go to DANTAO_STORE_ACCESS_KEY and DANTAO_STORE_SECRET_KEY`,
    );
  if (!/^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/?$/.test(parsed.pathname) || parsed.search)
    throw new SettingError('DANTAO_STORE_URL', `"${value}"`, `${allowed}; the path is one bucket name`);
  return value.replace(/\/$/, '');
}

function given<K extends string>(name: K, value: string | null): { [P in K]?: string } {
  return (value === null ? {} : { [name]: value }) as { [P in K]?: string };
}

function oneOf(name: string, value: string, allowed: string[]): string {
  if (!allowed.includes(value)) throw new SettingError(name, `"${value}"`, allowed.join(', '));
  return value;
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner as object);
  return Object.freeze(value);
}
