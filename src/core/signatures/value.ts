import { createHash } from 'node:crypto';
import { keyFacts, type PublicKey } from './algorithms/key.js';
import { type AlgorithmIdentifier, type Beside, type Scheme, schemeOf } from './algorithms/scheme.js';
import { algorithmOf } from './algorithms/table.js';
import { startVerifying } from './algorithms/verify.js';
import { DerError } from './der.js';
import { type SignedBytes } from './evidence.js';
import { type AlgorithmUse, type Check, notChecked, wrong } from './facts.js';

export interface ValueCheck {
  check: Check;
  algorithm: AlgorithmUse;
  /** What differs from the standard though the value verifies. */
  remarks: string[];
}

/**
 * Does the value verify over the message with this key (a certificate is one)? An OID alone stands for an
 * AlgorithmIdentifier without parameters. A key that can't be loaded is said as not checked, never as wrong; a value
 * that this key can't have made by this algorithm is wrong.
 */
export function checkValue(
  algorithm: string | AlgorithmIdentifier,
  message: Uint8Array,
  value: Uint8Array,
  key: PublicKey,
  beside: Beside = {},
): ValueCheck {
  const resolved = resolve(algorithm, key, beside);
  if ('check' in resolved) return resolved;
  return told(resolved, checkScheme(resolved.scheme, message, value, key));
}

/** The same over content that need not fit into memory. Throws only what the content throws. */
export async function checkValueOver(
  algorithm: string | AlgorithmIdentifier,
  content: SignedBytes,
  value: Uint8Array,
  key: PublicKey,
  beside: Beside = {},
): Promise<ValueCheck> {
  const resolved = resolve(algorithm, key, beside);
  if ('check' in resolved) return resolved;
  return told(resolved, await checkSchemeOver(resolved.scheme, content, value, key));
}

export type SchemeCheck = Pick<ValueCheck, 'check' | 'remarks'>;

/** For containers that name their algorithms otherwise (XML): the scheme is spelled out. */
export function checkScheme(scheme: Scheme, message: Uint8Array, value: Uint8Array, key: PublicKey): SchemeCheck {
  return remembered(scheme, message, value, key, () =>
    readable(() => {
      const running = startVerifying(scheme, key);
      running.update(message);
      return running.verify(value);
    }),
  );
}

export async function checkSchemeOver(
  scheme: Scheme,
  content: SignedBytes,
  value: Uint8Array,
  key: PublicKey,
): Promise<SchemeCheck> {
  const started = readable(() => ({ running: startVerifying(scheme, key) }));
  if ('check' in started) return started;
  for await (const piece of content.chunks()) started.running.update(piece);
  return readable(() => started.running.verify(value));
}

interface Resolved {
  scheme: Scheme;
  use: AlgorithmUse;
}

function told({ scheme, use }: Resolved, { check, remarks }: SchemeCheck): ValueCheck {
  const meant = scheme.kind !== 'sm2' || SM2_NAMES.has(use.id) || check.is !== 'right';
  return { check, algorithm: use, remarks: meant ? remarks : [`names the algorithm ${use.id}`, ...remarks] };
}

/** GM/T 0006-2012, and the one that GB/T 35275-2017 writes. */
const SM2_NAMES = new Set(['1.2.156.10197.1.501', '1.2.156.10197.1.301.1']);

/** How the value of this algorithm is checked, and its name for people; or why it can't be. */
function resolve(algorithm: string | AlgorithmIdentifier, key: PublicKey, beside: Beside): Resolved | ValueCheck {
  const identifier = typeof algorithm === 'string' ? { oid: algorithm, parameters: null } : algorithm;
  const { oid } = identifier;
  const scheme = schemeOf(identifier, key, beside);
  const known = algorithmOf(oid);
  if ('why' in scheme) {
    const use = { name: known?.name ?? oid, id: oid, digest: known?.hash ?? null, key: keyFacts(key) };
    return { check: (scheme.impossible ? wrong : notChecked)(scheme.why), algorithm: use, remarks: [] };
  }
  const use = { name: nameOf(scheme, known?.hash ?? null, known?.name ?? oid), id: oid, digest: hashOf(scheme), key: keyFacts(key) }; // prettier-ignore
  return { scheme, use };
}

const hashOf = (scheme: Scheme): string | null =>
  scheme.kind === 'sm2' ? 'sm3' : 'hash' in scheme ? scheme.hash : null;

/** `SM3withSM2`, `RSASSA-PSS (sha256)`, `rsaEncryption (sha256)`, or the name of the table. */
function nameOf(scheme: Scheme, named: string | null, name: string): string {
  if (scheme.kind === 'sm2') return 'SM3withSM2';
  return named === null && 'hash' in scheme ? `${name} (${scheme.hash})` : name;
}

/** A key or value that can't be read is said, not taken for a wrong value. */
function readable<T>(step: () => T): T | SchemeCheck {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { check: notChecked(error.message), remarks: [] };
  }
}

/**
 * The same certificate and the same seal come with every document of a sender, so answers are kept: the name is the
 * SHA-256 of scheme, key, value and message, each with its length, and nothing else goes into an answer.
 */
const answers = new Map<string, SchemeCheck>();
const MAX_ANSWERS = 4096;
/** Hashing a longer message costs more than it saves. */
const MAX_REMEMBERED_BYTES = 256 << 10;

function remembered(
  scheme: Scheme,
  message: Uint8Array,
  value: Uint8Array,
  key: PublicKey,
  ask: () => SchemeCheck,
): SchemeCheck {
  // prettier-ignore
  if (message.length > MAX_REMEMBERED_BYTES) return ask();
  const hash = createHash('sha256');
  for (const part of [Buffer.from(JSON.stringify(scheme)), key.spki, value, message]) {
    hash.update(`${part.length}:`);
    hash.update(part);
  }
  const name = hash.digest('base64');
  const kept = answers.get(name);
  const answer = kept ?? ask();
  if (kept) answers.delete(name);
  answers.set(name, answer);
  if (answers.size > MAX_ANSWERS) answers.delete(answers.keys().next().value!);
  return { check: answer.check, remarks: [...answer.remarks] };
}
