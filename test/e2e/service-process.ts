import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 90_000;

export interface ServiceOptions {
  dataDir: string;
  env?: Record<string, string>;
  /** Relative to the root of the project. */
  program?: string;
  /** In front of `node program`, e.g. setpriv with its options. */
  behind?: string[];
  /** Whole environment instead of PATH and the settings of the tests. */
  bare?: boolean;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The built service as a process of its own, at a port the system chose. */
export class ServiceProcess {
  url = '';
  private out = '';
  private err = '';
  /** Resolves when the process is gone, whatever ended it. */
  readonly ended: Promise<Ended>;

  private constructor(readonly child: ChildProcess) {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })));
  }

  /** Not awaited until it listens: for starts that must fail. */
  static spawn({ dataDir, env = {}, program = 'dist/main.js', behind = [], bare = false }: ServiceOptions) {
    const command = [...behind, process.execPath, '--enable-source-maps', join(ROOT, program)];
    const child = spawn(command[0]!, command.slice(1), {
      cwd: '/',
      env: {
        PATH: process.env['PATH'],
        DANTAO_DATA: dataDir,
        DANTAO_LISTEN: '127.0.0.1:0',
        ...(bare ? {} : { DANTAO_LOG_LEVEL: 'warn' }),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServiceProcess(child);
  }

  /** Resolves once it said where it listens. */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const service = ServiceProcess.spawn(options);
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const url = /^Dantao 单套: (http:\S+)/m.exec(service.out)?.[1];
      if (url !== undefined) {
        service.url = url;
        return service;
      }
      if (service.child.exitCode !== null || service.child.signalCode !== null) {
        const { code, signal } = await service.ended;
        throw new Error(`the service ended with ${code ?? signal}: ${service.said}`);
      }
      if (Date.now() > until) {
        service.child.kill('SIGKILL');
        throw new Error(`the service did not listen within ${PATIENCE_MS} ms: ${service.said}`);
      }
      await sleep(20);
    }
  }

  get said(): string {
    return this.out + this.err;
  }
  get errors(): string {
    return this.err;
  }
  get firstKey(): string {
    const key = /dtk_[A-Za-z0-9_-]+/.exec(this.out)?.[0];
    if (key === undefined) throw new Error('no first key was shown');
    return key;
  }
  get pid(): number {
    return this.child.pid!;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }
}

/** A folder of its own that other accounts may pass: as root the embedded database runs as one of them. */
export async function scratchFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `dantao-${name}-`));
  await chmod(folder, 0o711);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  // A database that is on its way out may still drop a file.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Runs a program to its end; never throws for its exit code. */
export async function runToEnd(
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ended & { out: string; err: string }> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, err };
}
