// CPU time and memory of a process and everything it started, from /proc; flushes of the disk a folder lies on.
import { readdirSync, readFileSync, statSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // USER_HZ on Linux

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {
      ppid: Number(rest[1]),
      cpu: Number(rest[11]) + Number(rest[12]),
      reaped: Number(rest[13]) + Number(rest[14]),
    };
  } catch {
    return null;
  }
}

/** pids of `root` and all its descendants. */
export function treeOf(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat) parents.set(Number(name), stat.ppid);
  }
  const tree = new Set([root]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [pid, parent] of parents) if (tree.has(parent) && !tree.has(pid)) grew = !!tree.add(pid);
  }
  return [...tree];
}

/** CPU milliseconds so far by role: the service itself, its readers, PostgreSQL. */
export function cpuOf(root) {
  const sums = { service: 0, readers: 0, database: 0 };
  for (const pid of treeOf(root)) {
    const stat = statOf(pid);
    if (!stat) continue;
    let line = '';
    try {
      line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      continue;
    }
    const role = pid === root ? 'service' : line.includes('reader-child') ? 'readers' : 'database';
    sums[role] += ((stat.cpu + stat.reaped) * 1000) / TICKS_PER_SECOND;
  }
  return sums;
}

/** Resident and peak resident bytes of one process. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
  return { rss: field('VmRSS'), peak: field('VmHWM') };
}

/** Flush requests the block device under `folder` has completed; null where the kernel does not count them. */
export function flushesUnder(folder) {
  const dev = statSync(folder).dev;
  const major = Number((BigInt(dev) >> 8n) & 0xfffn);
  const minor = Number((BigInt(dev) & 0xffn) | ((BigInt(dev) >> 12n) & 0xfff00n));
  try {
    const fields = readFileSync(`/sys/dev/block/${major}:${minor}/stat`, 'utf8').trim().split(/\s+/).map(Number);
    return fields.length >= 17 ? fields[15] : null;
  } catch {
    return null;
  }
}
