import { Command, Option } from 'commander';
import { type Fonds, type PrincipalRow, type Role } from '../archive/ports.js';
import { readSettings } from '../config/settings.js';
import { type Api } from './api.js';
import { timeOption } from './options.js';
import { apiOf, reaching, type Where } from './reach.js';
import { UsageError } from './record-folder.js';
import { table, type Terminal, visible } from './terminal.js';
import { type Wiring } from './wiring.js';

const ROLES: readonly Role[] = ['administrator', 'submitter', 'archivist', 'auditor', 'metrics'];

/** Rows of the API: times are text there. */
type Principal = Pick<PrincipalRow, 'id' | 'name' | 'role' | 'fonds'> & {
  keys: { id: string; expiresAt: string | null; revokedAt: string | null; lastUsedAt: string | null }[];
};

export function keysCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('keys')
    .summary(say('API 密钥和回执密钥', 'API keys and the receipt key'))
    .description(say('通过服务的管理接口管理 API 密钥。', 'Manages API keys through the admin API of a service.'))
    .addCommand(createCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(revokeCommand(terminal))
    .addCommand(rotateCommand(terminal, wiring))
    .addHelpText(
      'after',
      say(
        `
示例：
  export DANTAO_URL=http://127.0.0.1:8600 DANTAO_KEY=<管理员密钥>
  dantao keys create --principal erp --role submitter --fonds Z109
  dantao keys list
  dantao keys revoke 14ec6f7c4c70dcf1`,
        `
Examples:
  export DANTAO_URL=http://127.0.0.1:8600 DANTAO_KEY=<administrator key>
  dantao keys create --principal erp --role submitter --fonds Z109
  dantao keys list
  dantao keys revoke 14ec6f7c4c70dcf1`,
      ),
    );
}

function createCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('create'))
    .summary(say('新建密钥；密钥只显示一次', 'make a key; it is shown once'))
    .description(
      say(
        '为主体新建密钥；主体不存在时先建立。',
        'Makes a key for a principal; makes the principal when there is none.',
      ),
    )
    .requiredOption('--principal <name>', say('主体名称', 'name of the principal'))
    .addOption(new Option('--role <role>', say('角色', 'role')).choices(ROLES).makeOptionMandatory())
    .option('--fonds <code...>', say('限定的全宗号；默认全部', 'codes of the fonds it may use; all by default'))
    .option('--expires <time>', say('到期时间', 'time of expiry'), timeOption(terminal))
    .action(async (options: Where & { principal: string; role: Role; fonds?: string[]; expires?: Date }) => {
      const api = apiOf(terminal, options);
      const { items } = await api.json<{ items: Principal[] }>('GET', '/v1/principals');
      const scope = options.fonds ? await fondsIds(terminal, api, options.fonds) : null;
      const known = items.find((p) => p.name === options.principal);
      if (known && !sameScope(known, options.role, scope))
        throw new UsageError(
          say(
            `主体 ${options.principal} 已存在，角色或全宗不同`,
            `principal ${options.principal} exists with another role or other fonds`,
          ),
        );
      const { id } =
        known ??
        (await api.json<Principal>('POST', '/v1/principals', {
          name: options.principal,
          role: options.role,
          fonds: scope,
        }));
      const key = await api.json<{ id: string; secret: string }>('POST', `/v1/principals/${id}/keys`, {
        expiresAt: options.expires?.toISOString() ?? null,
      });
      await terminal.out(`${say('密钥标识', 'key id')}  ${key.id}`);
      await terminal.out(`${say('密钥（只显示这一次）', 'key (shown this once)')}  ${key.secret}`);
    });
}

function listCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('list'))
    .summary(say('列出主体及其密钥', 'list principals and their keys'))
    .option('--json', say('以 JSON 输出', 'print JSON'))
    .action(async (options: Where & { json?: boolean }) => {
      const api = apiOf(terminal, options);
      const { items } = await api.json<{ items: Principal[] }>('GET', '/v1/principals');
      if (options.json) return terminal.out(JSON.stringify(items, null, 2));
      const { items: fonds } = await api.json<{ items: Pick<Fonds, 'id' | 'code'>[] }>('GET', '/v1/fonds');
      const codes = new Map(fonds.map((f) => [f.id, f.code]));
      const rows = items.flatMap((p) => {
        const scope = p.fonds === null ? say('全部', 'all') : p.fonds.map((id) => codes.get(id) ?? id).join(',');
        const about = [visible(p.name), p.role, visible(scope)];
        const keys = p.keys.map((k) => [...about, k.id, stateOf(terminal, k), k.lastUsedAt ?? '—']);
        return keys.length > 0 ? keys : [[...about, '—', '—', '—']];
      });
      const header = [
        say('主体', 'principal'),
        say('角色', 'role'),
        say('全宗', 'fonds'),
        say('密钥标识', 'key id'),
        say('状态', 'state'),
        say('最近使用', 'last used'),
      ];
      for (const line of table(header, rows)) await terminal.out(line);
    });
}

function revokeCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('revoke'))
    .summary(say('吊销密钥', 'revoke a key'))
    .argument('<id>', say('密钥标识', 'key id'))
    .action(async (id: string, options: Where) => {
      await apiOf(terminal, options).json('DELETE', `/v1/keys/${encodeURIComponent(id)}`);
      await terminal.out(say(`已吊销 ${id}`, `revoked ${id}`));
    });
}

function rotateCommand(terminal: Terminal, wiring: Wiring): Command {
  const { say } = terminal;
  return new Command('rotate-receipt')
    .summary(say('更换回执签名密钥（在服务主机上运行）', 'make a new receipt key (on the host of the service)'))
    .description(
      say(
        '在数据目录中建立新的回执密钥；原密钥带退役日期保留在 JWKS 中。服务重启后生效。',
        'Makes a new receipt key in the data folder; the old one stays in the JWKS with its date. Takes effect when the service starts again.',
      ),
    )
    .action(async () => {
      const { kid } = await wiring.rotateReceiptKey(readSettings(terminal.env));
      await terminal.out(
        say(
          `新的回执密钥 ${kid}；重启服务后生效`,
          `new receipt key ${kid}; takes effect when the service starts again`,
        ),
      );
    });
}

async function fondsIds(terminal: Terminal, api: Api, codes: readonly string[]): Promise<string[]> {
  const { items } = await api.json<{ items: Pick<Fonds, 'id' | 'code'>[] }>('GET', '/v1/fonds');
  return codes.map((code) => {
    const fonds = items.find((f) => f.code === code);
    if (!fonds) throw new UsageError(terminal.say(`没有全宗 ${code}`, `there is no fonds ${code}`));
    return fonds.id;
  });
}

function sameScope(known: Principal, role: Role, scope: string[] | null): boolean {
  const text = (ids: readonly string[] | null) => (ids === null ? '*' : [...ids].sort().join());
  return known.role === role && text(known.fonds) === text(scope);
}

function stateOf(terminal: Terminal, key: Principal['keys'][number]): string {
  const { say } = terminal;
  if (key.revokedAt) return say('已吊销', 'revoked');
  if (key.expiresAt && Date.parse(key.expiresAt) <= Date.now()) return say('已到期', 'expired');
  return key.expiresAt ? say(`有效至 ${key.expiresAt}`, `until ${key.expiresAt}`) : say('有效', 'live');
}
