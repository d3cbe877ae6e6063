import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../bin/dantao.mjs');

export interface Run {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Runs the built program as `[NAME=value…] dantao argument…` in a folder; arguments are split at spaces, 'quotes' hold them together. */
export function runDantao(command: string, folder: string): Promise<Run> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2]!);
  const env: Record<string, string> = { PATH: process.env.PATH ?? '' };
  while (words[0] !== undefined && /^[A-Z_]+=/.test(words[0])) {
    const [name = '', ...value] = words.shift()!.split('=');
    env[name] = value.join('=');
  }
  if (words.shift() !== 'dantao') throw new Error(`not a dantao command: ${command}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const run: Run = { stdout: '', stderr: '', code: null };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...run, code }));
  });
}
