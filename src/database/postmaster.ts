import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Processes whose working folder is this data folder: a postmaster and its children. Linux only (/proc).
 * A pid file alone says too little: after a reboot its number may belong to anybody.
 */
export async function processesIn(dataDir: string): Promise<number[]> {
  const target = await realpath(dataDir).catch(() => null);
  if (target === null) return [];
  const pids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => null);
    if (cwd === target) pids.push(Number(name));
  }
  return pids;
}

/** Waits until nobody works in the folder; gives back who still does after `patienceMs`. */
export async function waitUntilQuiet(dataDir: string, patienceMs: number): Promise<number[]> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const pids = await processesIn(dataDir);
    if (pids.length === 0 || Date.now() > until) return pids;
    await sleep(50);
  }
}

/** First line of postmaster.pid; null when there is none. */
export async function postmasterPid(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** Start time of a process in clock ticks since boot: with the pid it names a process for as long as the machine runs. */
export async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The second field is the program's name in parentheses and may hold anything: count from behind it (proc(5), field 22).
  return stat === null ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}
