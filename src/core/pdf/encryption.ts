import { createDecipheriv, createCipheriv, createHash } from 'node:crypto';
import { bufferOver } from '../bytes.js';
import { dictOf, nameOf, type PdfDict, PdfString, type PdfValue } from './objects.js';

/** Opens the strings and streams of a document that is encrypted under an empty user password. */
export interface PdfCipher {
  string(number: number, generation: number, bytes: Uint8Array): Buffer;
  stream(number: number, generation: number, dict: PdfDict, data: Uint8Array): Buffer;
}

export type Opened = { cipher: PdfCipher } | { closed: string };

/** ISO 32000-1 7.6.3.3: what stands in for an empty password. */
const PAD = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

type Method = 'identity' | 'rc4' | 'aes-128' | 'aes-256';

interface Settings {
  revision: number;
  keyBytes: number;
  owner: Buffer;
  user: Buffer;
  permissions: number;
  metadata: boolean;
  fileId: Buffer;
}

/**
 * The standard security handler (ISO 32000-1 7.6.3, ISO 32000-2 7.6.4) with an empty user password, which is how a
 * document is protected from editing, not from reading. Others stay closed: a certificate or a password is needed.
 */
export function openEncryption(encrypt: PdfDict, fileId: Uint8Array): Opened {
  const handler = nameOf(encrypt.get('Filter'));
  if (handler !== 'Standard') return { closed: `encrypted by ${handler ?? 'an unnamed handler'}: its key is needed` };
  const version = numberOf(encrypt.get('V'), 0);
  const revision = numberOf(encrypt.get('R'), 0);
  const owner = bytesOf(encrypt.get('O'));
  const user = bytesOf(encrypt.get('U'));
  if (![1, 2, 4, 5].includes(version) || revision < 2 || revision > 6 || owner === null || user === null)
    return { closed: `encryption V ${version} R ${revision} is not known here` };
  const bits = numberOf(encrypt.get('Length'), version === 4 ? 128 : 40);
  const settings: Settings = {
    revision,
    keyBytes: version === 1 ? 5 : version === 4 ? 16 : Math.min(16, Math.max(5, bits >> 3)),
    owner,
    user,
    permissions: numberOf(encrypt.get('P'), 0) | 0,
    metadata: encrypt.get('EncryptMetadata') !== false,
    fileId: bufferOver(fileId),
  };
  const key = revision >= 5 ? openWithHash(settings, encrypt) : openWithMd5(settings);
  if (key === null) return { closed: 'encrypted: a password is needed' };
  const filters = dictOf(encrypt.get('CF')) ?? new Map<string, PdfValue>();
  const method = (name: PdfValue | undefined): Method => (version < 4 ? 'rc4' : methodOf(filters, nameOf(name)));
  return { cipher: new StandardCipher(key, method(encrypt.get('StmF')), method(encrypt.get('StrF')), filters, settings.metadata) }; // prettier-ignore
}

class StandardCipher implements PdfCipher {
  constructor(
    private readonly key: Buffer,
    private readonly streams: Method,
    private readonly strings: Method,
    private readonly filters: PdfDict,
    private readonly metadata: boolean,
  ) {}

  string(number: number, generation: number, bytes: Uint8Array): Buffer {
    return this.open(this.strings, number, generation, bytes);
  }

  stream(number: number, generation: number, dict: PdfDict, data: Uint8Array): Buffer {
    const type = nameOf(dict.get('Type'));
    if (type === 'XRef' || (type === 'Metadata' && !this.metadata)) return bufferOver(data);
    const filter = dict.get('Filter');
    const first = Array.isArray(filter) ? filter[0] : filter;
    if (nameOf(first) !== 'Crypt') return this.open(this.streams, number, generation, data);
    const parameters = dict.get('DecodeParms');
    const own = dictOf(Array.isArray(parameters) ? parameters[0] : parameters);
    return this.open(methodOf(this.filters, nameOf(own?.get('Name'))), number, generation, data);
  }

  private open(method: Method, number: number, generation: number, bytes: Uint8Array): Buffer {
    if (method === 'identity') return bufferOver(bytes);
    if (method === 'aes-256') return unCbc('aes-256-cbc', this.key, bytes);
    // ISO 32000-1 7.6.2, algorithm 1.
    const salted = createHash('md5')
      .update(this.key)
      .update(Buffer.from([number, number >> 8, number >> 16, generation, generation >> 8]))
      .update(method === 'aes-128' ? 'sAlT' : '')
      .digest()
      .subarray(0, Math.min(16, this.key.length + 5));
    return method === 'rc4' ? rc4(salted, bytes) : unCbc('aes-128-cbc', salted, bytes);
  }
}

function methodOf(filters: PdfDict, name: string | undefined): Method {
  const filter = name === undefined || name === 'Identity' ? undefined : dictOf(filters.get(name));
  switch (nameOf(filter?.get('CFM'))) {
    case 'V2':
      return 'rc4';
    case 'AESV2':
      return 'aes-128';
    case 'AESV3':
      return 'aes-256';
    default:
      return 'identity';
  }
}

/** Algorithms 2, 4 and 5 of ISO 32000-1 7.6.3. */
function openWithMd5(settings: Settings): Buffer | null {
  const { revision, keyBytes, owner, user, permissions, metadata, fileId } = settings;
  const low = Buffer.alloc(4);
  low.writeInt32LE(permissions);
  const hash = createHash('md5').update(PAD).update(owner.subarray(0, 32)).update(low).update(fileId);
  if (revision >= 4 && !metadata) hash.update(Buffer.from('ffffffff', 'hex'));
  let key = hash.digest();
  if (revision >= 3) for (let i = 0; i < 50; i++) key = createHash('md5').update(key.subarray(0, keyBytes)).digest();
  key = key.subarray(0, keyBytes);
  let check = revision === 2 ? rc4(key, PAD) : rc4(key, createHash('md5').update(PAD).update(fileId).digest());
  if (revision >= 3)
    for (let i = 1; i <= 19; i++) check = rc4(key.map((byte) => byte ^ i), check); // prettier-ignore
  return check.equals(user.subarray(0, check.length)) ? key : null;
}

/** ISO 32000-2 7.6.4.3.3, algorithm 2.A, for the user password. */
function openWithHash({ revision, user }: Settings, encrypt: PdfDict): Buffer | null {
  const wrapped = bytesOf(encrypt.get('UE'));
  if (user.length < 48 || wrapped === null || wrapped.length < 32) return null;
  const hash = (salt: Buffer) => (revision === 5 ? createHash('sha256').update(salt).digest() : hardenedHash(salt));
  if (!hash(user.subarray(32, 40)).equals(user.subarray(0, 32))) return null;
  const decipher = createDecipheriv('aes-256-cbc', hash(user.subarray(40, 48)), Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([decipher.update(wrapped.subarray(0, 32)), decipher.final()]);
}

/** Algorithm 2.B over an empty password; 64 rounds and as many more as the last byte asks for (it ends by 288). */
function hardenedHash(salt: Buffer): Buffer {
  let key = createHash('sha256').update(salt).digest();
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const repeated = Buffer.concat(Array<Buffer>(64).fill(key));
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false);
    const mixed = cipher.update(repeated);
    const sum = mixed.subarray(0, 16).reduce((total, byte) => total + byte, 0) % 3;
    key = createHash(['sha256', 'sha384', 'sha512'][sum] as string).update(mixed).digest(); // prettier-ignore
    last = mixed[mixed.length - 1] as number;
  }
  return key.subarray(0, 32);
}

/** The first block is the initialisation vector; a padding that can't be is left in place. */
function unCbc(name: 'aes-128-cbc' | 'aes-256-cbc', key: Buffer, bytes: Uint8Array): Buffer {
  const whole = bytes.length - (bytes.length % 16);
  if (whole < 32) return Buffer.alloc(0);
  const decipher = createDecipheriv(name, key, bytes.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes.subarray(16, whole)), decipher.final()]);
  const pad = plain[plain.length - 1] as number;
  return pad >= 1 && pad <= 16 ? plain.subarray(0, plain.length - pad) : plain;
}

/** OpenSSL 3 no longer has it by default. */
function rc4(key: Uint8Array, bytes: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (i: number, j: number) => ([state[i], state[j]] = [state[j] as number, state[i] as number]);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] as number) + (key[i % key.length] as number)) & 255;
    swap(i, j);
  }
  const out = Buffer.alloc(bytes.length);
  for (let k = 0, i = 0, j = 0; k < bytes.length; k++) {
    i = (i + 1) & 255;
    j = (j + (state[i] as number)) & 255;
    swap(i, j);
    out[k] = (bytes[k] as number) ^ (state[((state[i] as number) + (state[j] as number)) & 255] as number);
  }
  return out;
}

const numberOf = (value: PdfValue | undefined, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) ? value : otherwise;
const bytesOf = (value: PdfValue | undefined): Buffer | null => (value instanceof PdfString ? value.bytes : null);
