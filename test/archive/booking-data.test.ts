import { describe, expect, it } from '@jest/globals';
import { bookingInformationOf } from '../../src/archive/booking-data.js';

const DATA = {
  family: 'einv',
  voucher: { 'invoice-number': '26991000000000000001' },
  entity: { name: '测试采购有限公司' },
  bookings: [{ number: '记-1', postingDate: '2026-03-31', period: '2026-03', entries: [{ side: 'debit', ledgerSubject: '管理费用', amount: '1.00' }] }],
}; // prettier-ignore

describe('booking data of a sender', () => {
  it('become an XBRL instance', () => {
    expect(Buffer.from(bookingInformationOf(DATA)).toString()).toContain('<einv:InvoiceNumber');
  });

  it.each([
    ['nothing', undefined, '/'],
    ['a misspelt member', { ...DATA, entitty: 1 }, '/'],
    ['a family that has no document of its own', { ...DATA, family: 'ctp' }, '/family'],
    ['control characters', { ...DATA, entity: { name: 'a\u0000b' } }, '/entity/name'],
    ['what the core refuses', { ...DATA, voucher: {} }, '/voucher'],
  ])('%s is refused with its place', (_, value, path) => {
    let thrown: unknown;
    try {
      bookingInformationOf(value);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'REQUEST_INVALID' });
    const { errors } = (thrown as { options: { detail: { errors: { path: string }[] } } }).options.detail;
    expect(errors.map((error) => error.path)).toContain(path);
  });
});
