import { BufferSource } from '../core/byte-source.js';
import { type Finding } from '../core/finding.js';
import { DEFAULT_LIMITS } from '../core/formats/format.js';
import { bookingsIn, voucherKeysIn } from '../core/records/booking/document.js';
import { encodeBookingInformation } from '../core/records/booking/encode.js';
import { sameVoucher } from '../core/records/booking/index.js';
import { type Declaration } from '../core/record.js';
import { documentsIn } from '../core/records/index.js';
import { type KindFile } from '../core/records/kind.js';
import { type AdditionDeclaration } from './addition.js';
import { intakeFinding } from './findings.js';
import { type IngestAnswer, type SubmissionPart } from './submission.js';

const ROLE = '入账信息';
const NAME = '入账信息.xbrl';

/** What intake makes of the booking data in a declaration. `file` null: nothing, and the findings say why. */
export interface MadeBooking {
  file: Uint8Array | null;
  findings: Finding[];
}

/** Null for a declaration without booking data. The same declaration and files give the same bytes. */
export async function bookingMadeFor(
  { booking }: Declaration,
  files: readonly KindFile[],
): Promise<MadeBooking | null> {
  if (booking === undefined) return null;
  const said = [...bookingsIn(files).map(({ file }) => file), ...files.filter(isBooking).map(({ name }) => name)];
  if (said[0] !== undefined) {
    const message = `${said[0]} is booking information: none is made of the data`;
    return { file: null, findings: [intakeFinding('BOOKING_DATA_UNUSED', 'booking', message, { found: said[0] })] };
  }
  const file = encodeBookingInformation(booking);
  // Read as it will be read when it is there: it then matches, or it is not made.
  const { documents } = await documentsIn(new BufferSource(file), 'xml', DEFAULT_LIMITS);
  const key = bookingsIn([{ name: NAME, format: FORMAT, documents, signatures: [] }])[0]?.voucherKey ?? null;
  const here = [...voucherKeysIn(files).keys()];
  if (key !== null && here.some((one) => sameVoucher(one, key))) return { file, findings: [] };
  const expected = here.join(', ').slice(0, 500);
  const finding = intakeFinding('BOOKING_DATA_UNMATCHED', 'booking', `the data are of ${key ?? 'no voucher'}, in the files is ${expected || 'none'}`, { expected, found: key ?? '' }); // prettier-ignore
  return { file: null, findings: [finding] };
}

const FORMAT: KindFile['format'] = { format: 'xml', mimeType: 'application/xml', whole: 'whole' };

const isBooking = ({ role, name }: { role?: string; name: string }): boolean =>
  role === ROLE || name.normalize('NFC') === NAME;

/** Whether a record may get it: it counts, and its sender gave no booking information of its own. */
export function maySupply({ record, files }: Pick<IngestAnswer, 'record' | 'files'>): boolean {
  return record.state !== 'withdrawn' && !files.some((file) => file.role === ROLE && file.name !== NAME);
}

/** As a person would send it. The same bytes for one record are the same content: sent again, they are found there. */
export async function* additionOf(file: Uint8Array): AsyncGenerator<SubmissionPart> {
  const said: AdditionDeclaration = {
    reason: '由随件申报的入账数据生成入账信息',
    basis: '财会〔2024〕11号 第二十六条、第三十一条',
    files: [{ part: 'booking', name: NAME, role: ROLE, origin: 'converted' }],
  };
  yield { name: 'record', body: once(Buffer.from(JSON.stringify(said))) };
  yield { name: 'booking', body: once(file) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
