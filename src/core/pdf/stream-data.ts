import { constants, inflateSync } from 'node:zlib';
import { nameOf, type PdfDict, dictOf, type PdfValue } from './objects.js';

/** Why a stream's data can't be had. */
export class PdfStreamProblem extends Error {}

/**
 * Decodes what cross-reference, object and metadata streams use: nothing, or FlateDecode with a predictor
 * (ISO 32000-1 7.4.4). At most `maxBytes` come out; more is a PdfStreamProblem.
 */
export function decodeStream(dict: PdfDict, data: Uint8Array, maxBytes: number): Buffer {
  const filter = single(dict.get('Filter') ?? dict.get('F'));
  if (filter === undefined || filter === null) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const name = nameOf(filter);
  if (name !== 'FlateDecode' && name !== 'Fl')
    throw new PdfStreamProblem(`filter ${name ?? '(several)'} is not looked into`);
  let plain: Buffer;
  try {
    plain = inflateSync(data, {
      maxOutputLength: maxBytes,
      finishFlush: constants.Z_SYNC_FLUSH,
      chunkSize: Math.min(Math.max(data.length * 4, 1024), 1 << 18),
    });
  } catch (error) {
    throw new PdfStreamProblem(`the stream does not inflate (${(error as { code?: string }).code ?? 'unknown'})`);
  }
  const parameters = dictOf(single(dict.get('DecodeParms') ?? dict.get('DP')) ?? undefined);
  return parameters === undefined ? plain : unpredict(plain, parameters);
}

/** The one member of a one-member array, or the value itself; several filters are left alone. */
function single(value: PdfValue | undefined): PdfValue | undefined {
  return Array.isArray(value) && value.length < 2 ? value[0] : value;
}

function unpredict(plain: Buffer, parameters: PdfDict): Buffer {
  const number = (key: string, otherwise: number): number => {
    const value = parameters.get(key);
    return typeof value === 'number' ? value : otherwise;
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) return plain;
  const columns = number('Columns', 1);
  const pixelBytes = Math.max(1, (number('Colors', 1) * number('BitsPerComponent', 8)) >> 3);
  const rowBytes = Math.ceil((columns * number('Colors', 1) * number('BitsPerComponent', 8)) / 8);
  if (!Number.isInteger(rowBytes) || rowBytes < 1 || rowBytes > 1 << 20 || !Number.isInteger(pixelBytes)) {
    throw new PdfStreamProblem('the predictor has impossible parameters');
  }
  if (predictor === 2) throw new PdfStreamProblem('TIFF predictor is not looked into');
  if (predictor < 10 || predictor > 15) throw new PdfStreamProblem(`predictor ${predictor} is not defined`);
  const rows = Math.floor(plain.length / (rowBytes + 1));
  const out = Buffer.alloc(rows * rowBytes);
  for (let row = 0; row < rows; row++) unfilterRow(plain, out, row, rowBytes, pixelBytes);
  return out;
}

/** ISO/IEC 15948 9.2: each row begins with the type of its filter. */
function unfilterRow(plain: Buffer, out: Buffer, row: number, rowBytes: number, pixelBytes: number): void {
  const from = row * (rowBytes + 1) + 1;
  const to = row * rowBytes;
  const type = plain[from - 1] as number;
  if (type > 4) throw new PdfStreamProblem(`row filter ${type} is not defined`);
  for (let x = 0; x < rowBytes; x++) {
    const left = x >= pixelBytes ? (out[to + x - pixelBytes] as number) : 0;
    const up = row > 0 ? (out[to + x - rowBytes] as number) : 0;
    const corner = row > 0 && x >= pixelBytes ? (out[to + x - rowBytes - pixelBytes] as number) : 0;
    const guess =
      type === 0 ? 0 : type === 1 ? left : type === 2 ? up : type === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    out[to + x] = ((plain[from + x] as number) + guess) & 0xff;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const toLeft = Math.abs(guess - left);
  const toUp = Math.abs(guess - up);
  const toCorner = Math.abs(guess - corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}
