import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type IngestAnswer } from '../archive/submission.js';
import { type Finding } from '../core/finding.js';
import { type Declaration } from '../core/record.js';
import { type Api, problemIn } from './api.js';

/** One line of seeds/index.json (seeds/README.md). */
export interface Seed {
  id: string;
  title: { zh: string; en: string };
  folder: string;
  /** Multipart part → path below the folder. */
  files: Record<string, string>;
  expect: {
    status: number;
    state: string;
    /** Codes of errors and warnings, in no order; for a refusal the least that must be among them. */
    findings: string[];
    formats: Record<string, string>;
    signatures: Record<string, number>;
  };
}

/** What the service said of a seed. */
export interface Sent {
  seed: Seed;
  declaration: Declaration;
  status: number;
  ms: number;
  /** Null for a refusal. */
  answer: IngestAnswer | null;
  findings: Finding[];
}

const SEEDS = fileURLToPath(new URL('../../seeds/', import.meta.url));

export async function readSeeds(): Promise<Seed[]> {
  return (JSON.parse(await readFile(`${SEEDS}index.json`, 'utf8')) as { seeds: Seed[] }).seeds;
}

/** The way a business system would: fetch and FormData, the record first, an Idempotency-Key that follows the content. */
export async function sendSeed(api: Api, seed: Seed): Promise<Sent> {
  const record = await readFile(`${SEEDS}${seed.folder}/record.json`);
  const hash = createHash('sha256').update(record);
  const form = new FormData();
  form.append('record', new Blob([record], { type: 'application/json' }), 'record.json');
  for (const [part, path] of Object.entries(seed.files)) {
    const bytes = await readFile(`${SEEDS}${seed.folder}/${path}`);
    hash.update(bytes);
    form.append(part, new Blob([bytes]), 'file');
  }
  const started = performance.now();
  const response = await fetch(`${api.url}/v1/records`, {
    method: 'POST',
    headers: { ...api.headers(), 'idempotency-key': `"demo-${seed.id}-${hash.digest('hex').slice(0, 32)}"` },
    body: form,
  });
  const text = await response.text();
  const declaration = JSON.parse(record.toString('utf8')) as Declaration;
  const sent = { seed, declaration, status: response.status, ms: Math.round(performance.now() - started) };
  if (!response.ok) return { ...sent, answer: null, findings: problemIn(response.status, text).findings ?? [] };
  const answer = JSON.parse(text) as IngestAnswer;
  return { ...sent, answer, findings: answer.findings };
}

/** Every difference to what seeds/index.json says, in words; empty when all came out. An existing record (200) stands for its 201. */
export function differences({ seed: { expect }, status, answer, findings }: Sent): string[] {
  const wrong: string[] = [];
  const same = (what: string, wanted: unknown, found: unknown) => {
    if (wanted !== found) wrong.push(`${what}: ${JSON.stringify(wanted)} → ${JSON.stringify(found)}`);
  };
  same('status', expect.status, status === 200 ? 201 : status);
  same('state', expect.state, answer?.record.state ?? (status === 422 ? 'refused' : 'unknown'));
  const codes = new Set(findings.filter((f) => f.severity !== 'info').map((f) => f.code));
  for (const code of expect.findings) if (!codes.has(code)) wrong.push(`finding ${code} is missing`);
  if (!answer) return wrong;
  for (const code of codes) if (!expect.findings.includes(code)) wrong.push(`unexpected finding ${code}`);
  // Of a rendition, those that came with it; what was there already is answered with all that is there.
  const files = codes.has('DUPLICATE_RECORD') ? answer.files : answer.files.filter((file) => file.version === answer.package.version); // prettier-ignore
  same('number of files', Object.keys(expect.formats).length, files.length);
  for (const file of files) {
    same(`format of ${file.name}`, expect.formats[file.name], file.format.format);
    same(`signatures of ${file.name}`, expect.signatures[file.name], file.signatures.length);
  }
  return wrong;
}
