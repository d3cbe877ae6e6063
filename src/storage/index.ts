import { FilesystemStore } from './filesystem.js';
import { MemoryStore } from './memory.js';
import { S3Store } from './s3.js';
import { parseStoreUrl, type OpenedStore, type StoreSettings } from './settings.js';

export { type OpenedStore, type StoreCapabilities, type StoreSettings } from './settings.js';
export { initStore, type StorePreparation } from './store-init.js';

type Target = ReturnType<typeof parseStoreUrl>;
type Opener<Kind extends Target['kind']> = (
  target: Extract<Target, { kind: Kind }>,
  settings: StoreSettings,
) => Promise<OpenedStore>;

/** A new backend is a file and a line here. */
export const STORES: { readonly [Kind in Target['kind']]: Opener<Kind> } = {
  memory: async () => new MemoryStore(),
  file: ({ root }) => FilesystemStore.open(root),
  s3: (target, settings) => S3Store.open(target, settings),
};

/** Throws SETTING_INVALID, STORE_MISCONFIGURED or STORE_UNAVAILABLE, each saying what. */
export async function openStore(settings: StoreSettings): Promise<OpenedStore> {
  const target = parseStoreUrl(settings.url);
  return (STORES[target.kind] as Opener<Target['kind']>)(target, settings);
}
