import { open } from 'node:fs/promises';

interface Running {
  now: Promise<void>;
  /** The sync behind the running one; everyone who comes meanwhile waits for it. */
  next: Promise<void> | null;
}

/**
 * Makes new names in a folder durable. Calls for one folder that come while a sync runs share the one after it:
 * a sync that had already begun when a name was made says nothing about that name.
 */
export class FolderSync {
  private readonly running = new Map<string, Running>();

  constructor(private readonly syncOne: (folder: string) => Promise<void> = syncFolder) {}

  sync(folder: string): Promise<void> {
    const state = this.running.get(folder);
    if (!state) {
      const fresh: Running = { now: Promise.resolve(), next: null };
      this.running.set(folder, fresh);
      return this.start(folder, fresh);
    }
    state.next ??= state.now.then(
      () => this.start(folder, state),
      () => this.start(folder, state),
    );
    return state.next;
  }

  private start(folder: string, state: Running): Promise<void> {
    state.next = null;
    state.now = this.syncOne(folder).finally(() => {
      if (!state.next) this.running.delete(folder);
    });
    return state.now;
  }
}

/** The folder is opened anew each time: a kept descriptor would go on syncing a folder that is no longer mounted there. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
