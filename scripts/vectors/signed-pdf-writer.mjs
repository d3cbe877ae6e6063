/** Writes small PDF files revision by revision, signs them, and lies where a vector needs a lie. */
import { createCipheriv, createHash } from 'node:crypto';
import { signedData, signingCertificateV2, timestampToken } from '../pki/cms.mjs';

const latin1 = (text) => Buffer.from(text, 'latin1');
const RANGE_WIDTH = 10;

export const stream = (head, data) =>
  Buffer.concat([latin1(`<<${head}/Length ${data.length}>>stream\n`), Buffer.from(data), latin1('\nendstream')]);

/** A file that grows: `set` objects, `save` a revision. */
export class PdfWriter {
  constructor({ trailer = '', streams = false, header = '%PDF-1.7\n' } = {}) {
    this.bytes = latin1(header);
    this.objects = new Map();
    this.changed = new Map();
    this.trailer = trailer;
    this.streams = streams;
    this.previous = null;
    this.cipher = null;
  }

  get next() {
    return Math.max(0, ...this.objects.keys()) + 1;
  }

  /** Null frees the number. */
  set(number, body) {
    const bytes = body === null ? null : Buffer.isBuffer(body) ? body : latin1(body);
    this.objects.set(number, bytes);
    this.changed.set(number, bytes);
    return number;
  }

  add(body) {
    return this.set(this.next, body);
  }

  /** One revision of what was set since the last. `entries` overrides offsets; `root` and `more` go to the trailer. */
  save({ root = 1, info = 6, more = '', entries = {}, before = null } = {}) {
    const parts = [this.bytes];
    let length = this.bytes.length;
    const push = (bytes) => {
      parts.push(bytes);
      length += bytes.length;
    };
    if (before) push(before);
    const places = new Map();
    for (const [number, body] of this.changed) {
      places.set(number, body === null ? null : length);
      if (body !== null)
        push(Buffer.concat([latin1(`${number} 0 obj\n`), this.closed(number, body), latin1('\nendobj\n')]));
    }
    for (const [number, place] of Object.entries(entries)) places.set(Number(number), place);
    const at = length;
    const previous = this.previous === null ? '' : `/Prev ${this.previous}`;
    const size = Math.max(...this.objects.keys()) + 2;
    const trailer = `/Size ${size}/Root ${root} 0 R/Info ${info} 0 R${previous}${this.trailer}${more}`;
    push(this.streams ? this.xrefStream(places, at, trailer) : this.xrefTable(places, trailer));
    push(latin1(`startxref\n${at}\n%%EOF\n`));
    this.bytes = Buffer.concat(parts);
    this.previous = at;
    this.changed.clear();
    return this;
  }

  xrefTable(places, trailer) {
    const rows = [...places].sort(([a], [b]) => a - b);
    if (this.previous === null) rows.unshift([0, null]);
    const row = (place) => (place === null ? '0000000000 65535 f \n' : `${String(place).padStart(10, '0')} 00000 n \n`);
    return latin1(
      `xref\n${rows.map(([number, place]) => `${number} 1\n${row(place)}`).join('')}trailer\n<<${trailer}>>\n`,
    );
  }

  xrefStream(places, at, trailer) {
    const number = this.next;
    this.objects.set(number, Buffer.alloc(0));
    places.set(number, at);
    const rows = [...places].sort(([a], [b]) => a - b);
    const data = Buffer.concat(
      rows.map(([, place]) => (place === null ? Buffer.from([0, 0, 0, 0]) : Array.isArray(place) ? Buffer.from([2, place[0] >> 8, place[0] & 255, place[1]]) : Buffer.from([1, place >> 8, place & 255, 0]))),
    ); // prettier-ignore
    const index = rows.map(([one]) => `${one} 1`).join(' ');
    return Buffer.concat([
      latin1(`${number} 0 obj\n`),
      stream(`/Type/XRef/W[1 2 1]/Index[${index}]${trailer}`, data),
      latin1('\nendobj\n'),
    ]);
  }

  closed(number, body) {
    return this.cipher && this.cipher.except !== number ? this.cipher.close(number, body) : body;
  }

  /**
   * Sets the signature dictionary `number` and saves. `value(covered)` makes the contents. `dictionary` may change the
   * text of the dictionary, `range` the four numbers that are written.
   */
  sign(
    number,
    {
      subFilter,
      value,
      hexBytes = 1600,
      head = '',
      type = 'Sig',
      dictionary = (text) => text,
      range = (r) => r.join(' '),
      contents = (hex) => hex,
      save = {},
    },
  ) {
    const placeholder = '*'.repeat(RANGE_WIDTH * 3 + 4);
    const hex = '0'.repeat(hexBytes * 2);
    this.set(number, dictionary(`<</Type/${type}/Filter/Adobe.PPKLite/SubFilter/${subFilter}${head}/ByteRange[${placeholder}]/Contents<${hex}>>>`)); // prettier-ignore
    const from = this.bytes.length;
    this.save(save);
    const start = this.bytes.indexOf(`<${hex}>`, from);
    const end = start + hex.length + 2;
    const at = this.bytes.indexOf(placeholder, from);
    this.bytes.write(range([0, start, end, this.bytes.length - end]).padEnd(placeholder.length), at, 'latin1');
    const covered = Buffer.concat([this.bytes.subarray(0, start), this.bytes.subarray(end)]);
    const der = value(covered);
    if (der.length > hexBytes) throw new Error(`${der.length} bytes do not fit ${hexBytes}`);
    this.bytes.write(contents(der.toString('hex'), hex.length), start + 1, 'latin1');
    return this;
  }
}

/** CMS over the bytes, detached; `cades` names the certificate and leaves the time out. */
export const cms = (holder, more = {}) => (covered) =>
  signedData({ content: covered, attached: false, signers: [{ holder, signingTime: '2026-03-17T09:30:00Z', ...more }] }); // prettier-ignore
export const cades =
  (holder, more = {}) =>
  (covered) =>
    signedData({
      content: covered,
      attached: false,
      signers: [{ holder, attributes: [signingCertificateV2(holder)], ...more }],
    });
export const token = (tsa) => (covered) => timestampToken({ tsa, message: covered, at: '2026-03-18T00:00:00Z' });

/** Encryption under an empty user password (ISO 32000-1 7.6.3, ISO 32000-2 7.6.4); the owner's password is nobody's. */
export function encryption(kind, { userPassword = '' } = {}) {
  return kind === 'aes-256' ? encryption256() : encryptionMd5(kind, userPassword);
}

const PAD = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const md5 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();
export const FILE_ID = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

function rc4(key, bytes) {
  const state = [...Array(256).keys()];
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i] + key[i % key.length]) & 255;
    [state[i], state[j]] = [state[j], state[i]];
  }
  let [i, j] = [0, 0];
  return Buffer.from(bytes).map((byte) => {
    i = (i + 1) & 255;
    j = (j + state[i]) & 255;
    [state[i], state[j]] = [state[j], state[i]];
    return byte ^ state[(state[i] + state[j]) & 255];
  });
}

function encryptionMd5(kind, password) {
  const aes = kind === 'aes-128';
  const keyBytes = kind === 'rc4-40' ? 5 : 16;
  const revision = kind === 'rc4-40' ? 2 : aes ? 4 : 3;
  const owner = Buffer.alloc(32, 0x4f);
  const permissions = -44;
  const low = Buffer.alloc(4);
  low.writeInt32LE(permissions);
  let key = md5(Buffer.concat([latin1(password), PAD]).subarray(0, 32), owner, low, FILE_ID);
  if (revision >= 3) for (let i = 0; i < 50; i++) key = md5(key.subarray(0, keyBytes));
  key = key.subarray(0, keyBytes);
  let user = revision === 2 ? rc4(key, PAD) : rc4(key, md5(PAD, FILE_ID));
  if (revision >= 3) {
    for (let i = 1; i <= 19; i++) user = rc4(key.map((byte) => byte ^ i), user); // prettier-ignore
    user = Buffer.concat([user, Buffer.alloc(16)]);
  }
  const filter = aes ? '/V 4/R 4/Length 128/CF<</StdCF<</CFM/AESV2/Length 16>>>>/StmF/StdCF/StrF/StdCF' : revision === 2 ? '/V 1/R 2' : '/V 2/R 3/Length 128'; // prettier-ignore
  const one = (number, bytes) => {
    const salted = md5(key, Buffer.from([number, number >> 8, 0, 0, 0]), latin1(aes ? 'sAlT' : '')).subarray(0, Math.min(16, keyBytes + 5)); // prettier-ignore
    return aes ? cbc('aes-128-cbc', salted, bytes) : rc4(salted, bytes);
  };
  const dictionary = `<</Filter/Standard${filter}/O<${owner.toString('hex')}>/U<${user.toString('hex')}>/P ${permissions}>>`;
  return { dictionary, close: (number, body) => closeStrings(body, (bytes) => one(number, bytes)) };
}

function cbc(name, key, bytes, iv = Buffer.alloc(16, 7)) {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([iv, cipher.update(bytes), cipher.final()]);
}

function encryption256() {
  const key = Buffer.alloc(32, 0x2a);
  const [validation, keySalt] = [latin1('validate'), latin1('keysalt!')];
  const wrap = createCipheriv('aes-256-cbc', hardened(keySalt), Buffer.alloc(16)).setAutoPadding(false);
  const user = Buffer.concat([hardened(validation), validation, keySalt]);
  // Permissions, again, under the key: -44, metadata encrypted, and a mark.
  const block = Buffer.from('d4ffffffffffffff5461646261626364', 'hex');
  const permissions = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
  const filter = '/V 5/R 6/Length 256/CF<</StdCF<</CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF';
  const dictionary = `<</Filter/Standard${filter}/O<${'4f'.repeat(48)}>/OE<${'4f'.repeat(32)}>/U<${user.toString('hex')}>/UE<${wrap.update(key).toString('hex')}>/Perms<${permissions.toString('hex')}>/P -44>>`; // prettier-ignore
  return { dictionary, close: (_, body) => closeStrings(body, (bytes) => cbc('aes-256-cbc', key, bytes)) };
}

function hardened(salt) {
  let key = createHash('sha256').update(salt).digest();
  for (let round = 1; ; round++) {
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false);
    const mixed = cipher.update(Buffer.concat(Array(64).fill(key)));
    const sum = BigInt(`0x${mixed.subarray(0, 16).toString('hex')}`) % 3n;
    key = createHash(['sha256', 'sha384', 'sha512'][Number(sum)]).update(mixed).digest();
    if (round >= 64 && mixed.at(-1) <= round - 32) return key.subarray(0, 32);
  }
}

/** Strings in parentheses and the data of a stream; hexadecimal strings are left (signature contents are such). */
function closeStrings(body, close) {
  const at = body.indexOf('stream\n');
  const head = body.toString('latin1', 0, at < 0 ? body.length : at);
  const data = at < 0 ? null : close(body.subarray(at + 7, body.lastIndexOf('\nendstream')));
  const open = head.replace(/\(([^()\\]*)\)/g, (_, text) => `<${close(latin1(text)).toString('hex')}>`);
  if (data === null) return latin1(open);
  return Buffer.concat([latin1(open.replace(/\/Length \d+/, `/Length ${data.length}`)), latin1('stream\n'), data, latin1('\nendstream')]); // prettier-ignore
}
