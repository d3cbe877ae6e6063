import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareScene } from './scene.js';
import { runDantao } from './run-dantao.js';

/**
 * A transcript is what a person would see: `$ command`, then standard output, lines of standard error after `! `,
 * and last `= exit code`. `[NAME=value] ` before the command sets the environment. In expected lines `<…>` stands for
 * what differs from run to run (a time, a digest); alone on a line, for any number of lines.
 */
interface Step {
  command: string;
  expected: string[];
}

function parse(text: string): Step[] {
  const steps: Step[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), expected: [] });
    else if (steps.length > 0) steps.at(-1)!.expected.push(line);
  }
  for (const step of steps) while (step.expected.at(-1)?.trim() === '') step.expected.pop();
  return steps;
}

function fits(line: string, pattern: string): boolean {
  const source = pattern
    .split(/<…>/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.+');
  return new RegExp(`^${source}$`, 'u').test(line);
}

/** The lines, with those that fit an expected line replaced by it: equal to `expected` when all fit. */
function folded(lines: readonly string[], expected: readonly string[]): string[] {
  const said: string[] = [];
  let at = 0;
  for (const line of lines) {
    if (expected[at] === ANY_LINES) {
      if (!fits(line, expected[at + 1] ?? '')) continue;
      said.push(ANY_LINES);
      at++;
    }
    said.push(expected[at] !== undefined && fits(line, expected[at]!) ? expected[at]! : line);
    at++;
  }
  return said;
}

const ANY_LINES = '<…>';
const folder = join(import.meta.dirname, 'transcripts');
const transcripts = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();

let scene: string;
beforeAll(async () => {
  scene = await mkdtemp(join(tmpdir(), 'dantao-cli-'));
  await prepareScene(scene);
});
afterAll(() => rm(scene, { recursive: true, force: true }));

describe('transcripts of the built program', () => {
  it.each(transcripts)('%s', async (name) => {
    const steps = parse(await readFile(join(folder, name), 'utf8'));
    expect(steps.length).toBeGreaterThan(0);
    for (const { command, expected } of steps) {
      const { stdout, stderr, code } = await runDantao(command, scene);
      const lines = [
        ...stdout.split('\n').slice(0, -1),
        ...stderr
          .split('\n')
          .slice(0, -1)
          .map((line) => `! ${line}`),
        `= ${code}`,
      ];
      expect(`$ ${command}\n${folded(lines, expected).join('\n')}`).toBe(`$ ${command}\n${expected.join('\n')}`);
    }
  });
});
