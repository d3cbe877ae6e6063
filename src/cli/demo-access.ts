import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Role } from '../archive/ports.js';
import { Api } from './api.js';
import { UsageError } from './record-folder.js';
import { type Terminal } from './terminal.js';

/** Keys of an earlier run of the demo on the same data folder; file mode 0600. */
export interface DemoKeys {
  administrator: string;
  submitter?: string;
  archivist?: string;
}

const FONDS = { code: 'DEMO', name: '演示全宗', test: true };

/**
 * Fonds DEMO, a submitter and an archivist for it, made through the public admin API. Repeating it changes nothing more.
 * Throws UsageError when the first key was shown earlier and nobody kept it.
 */
export async function prepareAccess(
  terminal: Terminal,
  url: string,
  firstKey: string | null,
  keysFile: string,
): Promise<Required<DemoKeys>> {
  const kept = await readKeys(keysFile);
  const administrator = firstKey ?? kept?.administrator ?? terminal.env.DANTAO_KEY;
  if (!administrator)
    throw new UsageError(
      terminal.say(
        `此数据目录的首个密钥已显示过：请用 DANTAO_KEY 提供管理员密钥，或用 --data 换一个目录`,
        `the first key of this data folder was shown before: give an administrator key in DANTAO_KEY, or another folder with --data`,
      ),
    );
  const keys: DemoKeys = { ...kept, administrator };
  // At once: the first key is never shown again.
  await writeKeys(keysFile, keys);
  const api = new Api(url, administrator, terminal.lang);
  const { items } = await api.json<{ items: { id: string; code: string }[] }>('GET', '/v1/fonds');
  const fonds =
    items.find((f) => f.code === FONDS.code) ?? (await api.json<{ id: string }>('POST', '/v1/fonds', FONDS));
  keys.submitter ??= await newKey(api, 'demo-submitter', 'submitter', fonds.id);
  await writeKeys(keysFile, keys);
  keys.archivist ??= await newKey(api, 'demo-archivist', 'archivist', fonds.id);
  await writeKeys(keysFile, keys);
  return keys as Required<DemoKeys>;
}

async function newKey(api: Api, name: string, role: Role, fonds: string): Promise<string> {
  const { items } = await api.json<{ items: { id: string; name: string }[] }>('GET', '/v1/principals');
  const { id } =
    items.find((p) => p.name === name) ??
    (await api.json<{ id: string }>('POST', '/v1/principals', { name, role, fonds: [fonds] }));
  return (await api.json<{ secret: string }>('POST', `/v1/principals/${id}/keys`, {})).secret;
}

async function readKeys(path: string): Promise<DemoKeys | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DemoKeys;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw new UsageError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function writeKeys(path: string, keys: DemoKeys): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
