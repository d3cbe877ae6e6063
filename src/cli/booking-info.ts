import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { bookingInformationOf } from '../archive/booking-data.js';
import { LocalFileError, localReason } from './local-source.js';
import { type Terminal } from './terminal.js';

/** JSON of a booking is kilobytes. */
const MAX_BYTES = 16 << 20;

export function bookingInfoCommand(terminal: Terminal): Command {
  const { say } = terminal;
  return new Command('booking-info')
    .summary(
      say('由入账数据生成入账信息（XBRL，离线）', 'write booking information as XBRL from booking data (offline)'),
    )
    .description(
      say(
        '由会计系统的入账数据（JSON）生成电子凭证的入账信息结构化数据文件，写到标准输出。同样的数据得到同样的字节。请将该文件以角色“入账信息”与凭证一并移交归档。',
        'Writes the booking information (入账信息) of a voucher from booking data (JSON) to standard output. The same data give the same bytes. Send the file in the record of the voucher, with the role 入账信息.',
      ),
    )
    .argument('<file>', say('入账数据，JSON', 'booking data, JSON'))
    .addHelpText(
      'after',
      say(
        '\n示例：\n  dantao booking-info 入账.json > 入账信息.xbrl',
        '\nExample:\n  dantao booking-info booking.json > booking.xbrl',
      ),
    )
    .action(async (path: string) => {
      await terminal.bytes(bookingInformationOf(await jsonAt(path, terminal)));
    });
}

async function jsonAt(path: string, { say }: Terminal): Promise<unknown> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new LocalFileError(`${path}: ${localReason(error)}`);
  });
  if (bytes.length > MAX_BYTES) throw new LocalFileError(say(`${path}：文件过大`, `${path}: is too large`));
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new LocalFileError(say(`${path}：不是 UTF-8 编码的 JSON`, `${path}: is no JSON in UTF-8`));
  }
}
