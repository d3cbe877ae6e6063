import { Command, Option } from 'commander';
import { type TrustItem } from '../archive/trust-ports.js';
import { NotTrustMaterial, readTrustBytes } from '../core/signatures/trust-bytes.js';
import { type Api, ApiError } from './api.js';
import { apiOf, reaching, type Where } from './reach.js';
import { EXIT, table, type Terminal, visible } from './terminal.js';
import { bytesOf, type FilePurpose, statOf, trustFilesOf, trustParts } from './trust-folder.js';
import { UsageError } from './record-folder.js';

const PURPOSES: readonly FilePurpose[] = ['all', 'signature', 'seal', 'seal-maker', 'timestamp', 'intermediate'];

/** Rows of the API: times are text there. */
type Item = Omit<TrustItem, 'addedAt' | 'withdrawn'> & {
  addedAt: string;
  withdrawn: { at: string; by: string; reason: string } | null;
};

export function trustCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return new Command('trust')
    .summary(say('评定签名所依据的信任', 'what verdicts on signatures rest on'))
    .description(
      say(
        '通过服务的接口管理信任锚、CRL 和 OCSP 响应。变更立即生效；已归档记录由 revalidate 重新验证。',
        'Manages anchors, CRLs and OCSP responses through the API of a service. In force at once; archived records are looked at again by revalidate.',
      ),
    )
    .addCommand(addCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(withdrawCommand(terminal))
    .addCommand(snapshotCommand(terminal))
    .addHelpText(
      'after',
      say(
        `
示例：
  export DANTAO_URL=http://127.0.0.1:8600 DANTAO_KEY=<管理员密钥>
  dantao trust add --purpose seal-maker 制章人根.cer
  dantao trust add --fonds Z109 信任/
  dantao trust list
  dantao trust snapshot --fonds Z109 > snapshot.json`,
        `
Examples:
  export DANTAO_URL=http://127.0.0.1:8600 DANTAO_KEY=<administrator key>
  dantao trust add --purpose seal-maker maker-root.cer
  dantao trust add --fonds Z109 trusted/
  dantao trust list
  dantao trust snapshot --fonds Z109 > snapshot.json`,
      ),
    );
}

const fondsOption = ({ say }: Terminal) =>
  new Option('--fonds <code>', say('全宗号；默认为整个档案馆', 'code of the fonds; by default the whole archive'));

function addCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('add'))
    .summary(say('加入证书、CRL、OCSP 响应', 'add certificates, CRLs, OCSP responses'))
    .description(
      say(
        '文件夹的分类与 inspect --trust 相同：顶层证书用于各种用途，子文件夹限定用途，intermediate 只用于构建证书链。单个证书文件须以 --purpose 说明用途。',
        'Folders are sorted as for inspect --trust: certificates at the top are trusted for every purpose, sub-folders bound it, intermediate only helps to build chains. For a single file of certificates say --purpose.',
      ),
    )
    .argument('<path...>', say('文件或文件夹', 'files or folders'))
    .addOption(
      new Option(
        '--purpose <purpose>',
        say('单个文件中证书的用途', 'what certificates of single files are trusted for'),
      ).choices(PURPOSES),
    ) // prettier-ignore
    .addOption(fondsOption(terminal))
    .action(async (paths: string[], options: Where & { purpose?: FilePurpose; fonds?: string }) => {
      const api = apiOf(terminal, options);
      // Everything is looked at before anything is sent.
      const files: { path: string; purpose: FilePurpose | null }[] = [];
      for (const path of paths) {
        if (!(await statOf(path)).isDirectory()) files.push({ path, purpose: options.purpose ?? null });
        else if (options.purpose)
          throw new UsageError(say('文件夹的用途由其子文件夹决定，不用 --purpose', 'the purposes of a folder come from its sub-folders: leave --purpose out')); // prettier-ignore
        else files.push(...(await trustFilesOf(path)));
      }
      for (const file of files) await addFile(terminal, api, file, options);
    });
}

async function addFile(
  terminal: Terminal,
  api: Api,
  { path, purpose }: { path: string; purpose: FilePurpose | null },
  { fonds }: { fonds?: string },
): Promise<void> {
  const { say } = terminal;
  const bytes = await bytesOf(path);
  const send = async (part: Uint8Array, purpose: FilePurpose | null) => {
    const query = new URLSearchParams({
      ...(purpose === null || purpose === 'intermediate' ? {} : { purpose }),
      ...(fonds === undefined ? {} : { fonds }),
    });
    const answer = await api.fetch(`/v1/trust/items?${query.toString()}`, {
      method: 'POST',
      body: new Uint8Array(part),
      headers: { 'content-type': 'application/octet-stream' },
    });
    return (await answer.json()) as { items: Item[]; added: number };
  };
  try {
    const items: Item[] = [];
    let added = 0;
    for (const part of trustParts(path, bytes)) {
      // A purpose is of certificates: for a CRL beside them in the folder it would be a mistake.
      const certificates = readTrustBytes(part).some(({ kind }) => kind === 'certificate');
      const answer = await send(part, certificates ? purpose : null);
      items.push(...answer.items);
      added += answer.added;
    }
    await terminal.out(`${visible(path)}  ${say(`新增 ${added} 项`, `${added} added`)}`);
    for (const item of items) await terminal.out(`    ${kindOf(terminal, item)}  ${visible(item.label)}`);
    if (purpose === null && items.some(({ kind }) => kind === 'certificate'))
      terminal.err(
        say(
          `${path}：未指定 --purpose，其中的证书只用于构建证书链`,
          `${path}: without --purpose its certificates only help to build chains`,
        ),
      );
  } catch (error) {
    const refused = error instanceof ApiError && error.problem?.status === 400;
    if (!refused && !(error instanceof NotTrustMaterial)) throw error;
    terminal.err(`${visible(path)}: ${(error as Error).message}`);
    terminal.end(EXIT.findings);
  }
}

function listCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('list'))
    .summary(say('列出信任项', 'list trust items'))
    .addOption(fondsOption(terminal))
    .option('--withdrawn', say('也列出已撤销的', 'also what was withdrawn'))
    .option('--json', say('以 JSON 输出', 'print JSON'))
    .action(async (options: Where & { fonds?: string; withdrawn?: boolean; json?: boolean }) => {
      const api = apiOf(terminal, options);
      const items: Item[] = [];
      for (let after: string | null = null, more = true; more;) {
        const query = new URLSearchParams({
          limit: '200',
          ...(options.fonds === undefined ? {} : { fonds: options.fonds }),
          ...(options.withdrawn ? { withdrawn: 'true' } : {}),
          ...(after === null ? {} : { after }),
        });
        const page: { items: Item[]; next: string | null } = await api.json(
          'GET',
          `/v1/trust/items?${query.toString()}`,
        );
        items.push(...page.items);
        after = page.next;
        more = after !== null;
      }
      if (options.json) return terminal.out(JSON.stringify(items, null, 2));
      const header = [say('标识', 'id'), say('全宗', 'fonds'), say('类别', 'kind'), say('说明', 'label'), say('状态', 'state')]; // prettier-ignore
      const rows = items.map((item) => [
        item.id,
        item.fonds ?? say('全部', 'all'),
        kindOf(terminal, item),
        visible(item.label),
        item.withdrawn
          ? say(`已撤销：${visible(item.withdrawn.reason)}`, `withdrawn: ${visible(item.withdrawn.reason)}`)
          : say('有效', 'in force'),
      ]);
      for (const line of table(header, rows)) await terminal.out(line);
    });
}

function withdrawCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('withdraw'))
    .summary(say('撤销一个信任项（不删除）', 'withdraw a trust item (nothing is deleted)'))
    .argument('<id>', say('信任项标识', 'id of the item'))
    .requiredOption('--reason <text>', say('理由，永久保存', 'the reason, kept for ever'))
    .action(async (id: string, options: Where & { reason: string }) => {
      const { reason } = options;
      await apiOf(terminal, options).json('POST', `/v1/trust/items/${encodeURIComponent(id)}/withdrawal`, { reason });
      await terminal.out(say(`已撤销 ${id}`, `withdrawn ${id}`));
    });
}

function snapshotCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return reaching(terminal, new Command('snapshot'))
    .summary(say('取得信任快照原文', 'get the exact bytes of a trust snapshot'))
    .description(
      say(
        '输出当前快照，或给定摘要的快照；供 inspect --trust 离线使用。',
        'Prints the present snapshot, or the one with this digest; inspect --trust takes it, offline.',
      ),
    )
    .argument('[digest]', say('快照的 SHA-256；默认为当前快照', 'SHA-256 of the snapshot; by default the present one'))
    .addOption(fondsOption(terminal))
    .action(async (digest: string | undefined, options: Where & { fonds?: string }) => {
      const api = apiOf(terminal, options);
      const query = options.fonds === undefined ? '' : `?${new URLSearchParams({ fonds: options.fonds }).toString()}`;
      const named = digest ?? (await api.json<{ snapshot: string }>('GET', `/v1/trust${query}`)).snapshot;
      const answer = await api.fetch(`/v1/trust/snapshots/${encodeURIComponent(named)}`);
      await terminal.bytes(new Uint8Array(await answer.arrayBuffer()));
    });
}

function kindOf({ say }: Terminal, { kind, purpose }: Pick<Item, 'kind' | 'purpose'>): string {
  const words = {
    anchor: say(`信任锚（${purpose}）`, `anchor (${purpose})`),
    certificate: say('中间证书', 'certificate'),
    crl: 'CRL',
    ocsp: 'OCSP',
  };
  return words[kind];
}
