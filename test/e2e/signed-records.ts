import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { crl } from '../../scripts/pki/revocation.mjs';
import { signers } from '../../scripts/seeds/keys.mjs';
import { ask, declare, jsonOf, submit, type Answer } from './api.js';

/** Signed files of the seeds, whose throw-away roots the tests trust where they need it. */
export const SEAL = readFileSync('seeds/06-old-invoice-ofd-sealed/099001900104_00000001.ofd');
export const CONTRACT = readFileSync('seeds/08-signed-pdf-cades/采购合同.pdf');

const day = (days: number) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
const { sm2Root, rsaRoot } = signers();
export const ANCHORS = Buffer.concat(
  [sm2Root, rsaRoot].map(({ certificate }) =>
    Buffer.from(`-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`),
  ),
);
/** Of both roots: nothing is revoked. */
export const CRLS = [sm2Root, rsaRoot].map((issuer) => crl({ issuer, thisUpdate: day(-1), nextUpdate: day(30) }));

export function addTrust(url: string, key: string, bytes: Uint8Array, query = ''): Promise<Answer> {
  return ask(`${url}/v1/trust/items${query}`, {
    key,
    method: 'POST',
    body: new Blob([bytes]),
    headers: { 'content-type': 'application/octet-stream' },
  });
}

/** Everything that the signed seeds need to pass, for one fonds or, without a code, for the archive. */
export async function trustSeeds(url: string, key: string, fonds?: string): Promise<void> {
  const of = fonds === undefined ? '' : `&fonds=${fonds}`;
  for (const [bytes, query] of [
    [ANCHORS, `?purpose=all${of}`],
    ...CRLS.map((list) => [list, `?${of}`] as const),
  ] as const) {
    const answer = await addTrust(url, key, bytes, query);
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  }
}

export function submitSigned(
  url: string,
  key: string,
  fonds: string,
  name: string,
  businessKey: string,
): Promise<Answer> {
  const files = [{ part: 'f1', name, bytes: name.endsWith('.ofd') ? SEAL : CONTRACT }];
  const more = { title: `签章文件 ${businessKey}`, source: { system: 'ERP', businessKey } };
  return submit(url, declare(fonds, files, more), files, { key });
}

export interface Run {
  id: string;
  state: string;
  seen: number;
  revalidated: number;
  changed: number;
  problems: { record: string; code: string }[];
}

export async function revalidate(url: string, key: string, body: unknown = {}): Promise<Run> {
  const answer = await ask(`${url}/v1/revalidations`, { key, json: body });
  if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`);
  return untilDone(url, key, jsonOf<Run>(answer).id);
}

export async function untilDone(url: string, key: string, id: string): Promise<Run> {
  for (const until = Date.now() + 45_000; ;) {
    const run = jsonOf<Run>(await ask(`${url}/v1/revalidations/${id}`, { key }));
    if (run.state === 'done') return run;
    if (Date.now() > until) throw new Error(`the revalidation did not end: ${JSON.stringify(run)}`);
    await sleep(50);
  }
}

/** The payload of a receipt. */
export function receiptOf(jws: string | null): Record<string, never> & { signatures: Record<string, unknown> } {
  return JSON.parse(Buffer.from(jws!.split('.')[1]!, 'base64url').toString());
}
