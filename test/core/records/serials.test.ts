import { continuityOf } from '../../../src/core/records/serials.js';

const of = (...numbers: string[]) => numbers.map((number, index) => ({ record: `r${index + 1}`, number }));

describe('the continuity of serials', () => {
  it('is whole when nothing is missing, in whatever order they came', () => {
    expect(continuityOf(of('记-0003', '记-0001', '记-0002'))).toEqual({
      series: [{ before: '记-', width: 4, first: 1, last: 3, count: 3, missingCount: 0, missing: [], repeated: [] }],
      notChecked: [],
    });
  });

  it('names what is missing, written as the others are, and what stands there twice', () => {
    const { series } = continuityOf(of('记-0002', '记-0005', '记-0005', '付-7'));
    expect(series).toEqual([
      { before: '付-', width: 1, first: 7, last: 7, count: 1, missingCount: 0, missing: [], repeated: [] },
      { before: '记-', width: 4, first: 2, last: 5, count: 2, missingCount: 2, missing: ['记-0003', '记-0004'], repeated: [{ number: '记-0005', records: ['r2', 'r3'] }] }, // prettier-ignore
    ]);
  });

  it('begins at 1 where the period begins anew', () => {
    expect(continuityOf(of('记-0003'), { fromOne: true }).series[0]).toMatchObject({ first: 1, missingCount: 2, missing: ['记-0001', '记-0002'] }); // prettier-ignore
    expect(continuityOf(of('记-0003')).series[0]).toMatchObject({ first: 3, missingCount: 0 });
  });

  it('takes full-width digits and another width for the same serial, and one record once', () => {
    const one = continuityOf([...of('记-１', '记-002'), { record: 'r1', number: '记-1' }]);
    expect(one.series).toMatchObject([{ before: '记-', first: 1, last: 2, count: 2, repeated: [] }]);
  });

  it('says of an identifier and of a word that they are no serials', () => {
    const { series, notChecked } = continuityOf(of('26991000000000000001', '无号', ''));
    expect([series, notChecked]).toEqual([[], ['26991000000000000001', '无号', '']]);
  });

  it('costs no more for a gap of a billion', () => {
    const { series } = continuityOf(of('A1', 'A999999999'));
    expect([series[0]!.missingCount, series[0]!.missing.length, series[0]!.missing[0]]).toEqual([
      999_999_997,
      100,
      'A2',
    ]);
  });
});
