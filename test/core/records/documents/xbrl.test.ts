import { XBRL_READERS } from '../../../../src/core/records/documents/xbrl/index.js';
import { FAMILIES } from '../../../../src/core/records/documents/xbrl/families/index.js';
import { type CarriedXml, type DocumentReading } from '../../../../src/core/records/reader.js';
import { parseXmlTree } from '../../../../src/core/xml-tree.js';
import { TICKET, booking, entry, item, items, tuple, xbrl } from './xbrl-vouchers.js';

const LIMITS = { maxItems: 100_000, maxDepth: 100 };

function carriedIn(text: string, where: Partial<CarriedXml> = {}): CarriedXml | null {
  const { root } = parseXmlTree(Buffer.from(text), LIMITS);
  return root === null ? null : { kind: 'xml', carrier: '', name: '', root, ...where };
}

function read(text: string, where: Partial<CarriedXml> = {}): DocumentReading & { id: string } {
  const carried = carriedIn(text, where)!;
  const reader = XBRL_READERS.find((line) => line.matches(carried));
  if (reader === undefined) throw new Error('no reader');
  return { id: reader.id, ...reader.read(carried) };
}

const valueOf = ({ facts }: DocumentReading, key: string, group?: string) =>
  facts.find((fact) => fact.key === key && fact.group === group)?.value;
const codesOf = ({ findings }: DocumentReading) => findings.map(({ code }) => code);

describe('which voucher an instance is', () => {
  it.each(FAMILIES.map(({ prefix }) => prefix))('%s by the prefix, whatever the date of its taxonomy', (prefix) => {
    for (const date of ['2021-11-30', '2099-01-01', null]) {
      const { id, profile } = read(xbrl({ prefix, date, body: item('Anything', 'x') }));
      expect({ id, profile }).toEqual({ id: `xbrl-${prefix}`, profile: date === null ? prefix : `${prefix} ${date}` });
    }
  });

  it('reads a voucher of a kind that came later, every element under its own slug', () => {
    const reading = read(xbrl({ prefix: 'tolls', body: item('NumberOfToll', 'N-1') + item('Station', '甲') }));
    expect(reading.id).toBe('xbrl-voucher');
    expect(reading.facts).toContainEqual(
      expect.objectContaining({ key: 'xbrl:tolls:Station', type: 'text', value: '甲' }),
    );
    expect(reading.findings).toEqual([]);
  });

  it.each([
    ['an instance of another publisher', '<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:p="http://example.org/gaap"><p:Assets>1</p:Assets></xbrl>'],
    ['an instance without facts', '<xbrl xmlns="http://www.xbrl.org/2003/instance"/>'],
    ['another document', '<p:EInvoice xmlns:p="http://xbrl.mof.gov.cn/taxonomy/2021-11-30/rai"><p:Fare>1</p:Fare></p:EInvoice>'],
  ])('leaves %s to others', (_, text) => {
    const carried = carriedIn(text)!;
    expect(XBRL_READERS.filter((line) => line.matches(carried))).toEqual([]);
  }); // prettier-ignore

  it('needs neither the instance namespace nor contexts', () => {
    const text = '<xbrl xmlns:rai="http://xbrl.mof.gov.cn/taxonomy/2021-11-30/rai"><rai:Fare>50.00</rai:Fare></xbrl>';
    expect(valueOf(read(text), 'total-with-tax')).toBe('50.00');
  });
});

describe('what an instance says', () => {
  it('reads a railway ticket, each fact with its place in the attachment', () => {
    const reading = read(xbrl({ prefix: 'rai', body: items(TICKET) }), { carrier: 'Doc_0/Attachs/rai.xml' });
    expect(reading.findings).toEqual([]);
    expect(reading.facts).toContainEqual({
      key: 'total-with-tax',
      type: 'amount',
      text: '109.00',
      value: '109.00',
      currency: 'CNY',
      place: 'Doc_0/Attachs/rai.xml#/xbrl/Fare',
    });
    expect(valueOf(reading, 'tax-rate')).toBe('0.09');
    expect(valueOf(reading, 'invoice-number')).toBe('26991000000000000101');
    expect(valueOf(reading, 'voucher-view')).toBe('issuer');
    expect(reading.facts.filter(({ key }) => key.startsWith('xbrl:'))).toEqual([]);
  });

  it('says nothing for nil and empty elements', () => {
    const body = '<p:IssueParty xsi:nil="true"/><p:Remarks contextRef="c"> </p:Remarks>' + item('Fare', '1.00');
    const keys = read(xbrl({ prefix: 'rai', body })).facts.map(({ key }) => key);
    expect(keys).toEqual(['total-with-tax', 'entity-identifier', 'voucher-view']);
  });

  it('keeps the flights of an itinerary apart', () => {
    const flight = (from: string, number: string) =>
      tuple('DetailInformationOfAirTicketTuple', items({ DepartureStation: from, Flight: number, CarrierDate: '2026-03-21' }));
    const reading = read(xbrl({ prefix: 'atr', body: flight('甲', 'XX1') + flight('乙', 'XX2') }));
    expect(valueOf(reading, 'flight-number', 'segment/2')).toBe('XX2');
    expect(valueOf(reading, 'departure', 'segment/1')).toBe('甲');
  }); // prettier-ignore

  it('groups a tuple that no table knows under its own name', () => {
    const line = (name: string) => tuple('DetailsTuple', items({ ItemName: name, ItemAmount: '1.00' }));
    const reading = read(xbrl({ prefix: 'efi', body: items({ TotalAmount: '2.00' }) + line('甲') + line('乙') }));
    expect(valueOf(reading, 'amount')).toBe('2.00');
    expect(valueOf(reading, 'item-name', 'DetailsTuple/2')).toBe('乙');
  });

  it('takes the number of a little-known family from the element that repeats the identifier', () => {
    const body = items({ NumberOfThePaymentForm: 'N-1', CodeOfIssuer: 'N-1', AmountInFigures: '5.00' });
    expect(valueOf(read(xbrl({ prefix: 'ntrev', body })), 'voucher-number')).toBe('N-1');
    const party = items({ CodeOfIssuer: 'N-1', AmountInFigures: '5.00' });
    expect(valueOf(read(xbrl({ prefix: 'ntrev', body: party })), 'voucher-number')).toBeUndefined();
  });

  it('finds a value that is not of its type, and keeps the text', () => {
    const reading = read(xbrl({ prefix: 'rai', body: item('Fare', '壹佰') + item('DateOfIssue', 'null') }));
    expect(codesOf(reading)).toEqual(['XBRL_VALUE_UNREADABLE', 'XBRL_VALUE_UNREADABLE']);
    expect(reading.facts[0]).toMatchObject({ text: '壹佰', value: null });
  });

  it('finds a context or unit that is not there, once each', () => {
    const body = '<p:Fare contextRef="x" unitRef="EUR">1.00</p:Fare><p:TaxAmount contextRef="x">1.00</p:TaxAmount>';
    const reading = read(xbrl({ prefix: 'rai', body }));
    expect(codesOf(reading)).toEqual(['XBRL_REFERENCE_MISSING', 'XBRL_REFERENCE_MISSING']);
    expect(valueOf(reading, 'total-with-tax')).toBe('1.00');
  });

  it('finds the same element saying two things, but not twice the same or the same in other tuples', () => {
    const twice = (one: string, other: string) =>
      codesOf(read(xbrl({ prefix: 'rai', body: item('Fare', one) + item('Fare', other) })));
    expect(twice('1.00', '1.00')).toEqual([]);
    expect(twice('1.00', '1.01')).toEqual(['XBRL_FACTS_CONFLICT']);
    const rounded = '<p:Fare contextRef="c" unitRef="CNY" decimals="0">1</p:Fare>' + item('Fare', '1.20');
    expect(codesOf(read(xbrl({ prefix: 'rai', body: rounded })))).toEqual([]);
    const numbers = item('ETicketNumber', '001') + item('ETicketNumber', '1');
    expect(codesOf(read(xbrl({ prefix: 'rai', body: numbers })))).toEqual(['XBRL_FACTS_CONFLICT']);
  });
});

describe('the receiver view', () => {
  const flags = [
    ['inv', 'WhetherInvoiceHasBeenBooked', 'booked'],
    ['inv', 'WhetherInvoiceIsRedInvoice', 'red'],
    ['einv', 'WhetherEinvoiceHasBeenBooked', 'booked'],
    ['einv', 'WhetherEinvoiceIsRedEinvoice', 'red'],
    ['rai', 'WhetherInvoiceHasBeenDeducted', 'deducted'],
    ['bker', 'WhetherReceiptHasBeenReconciled', 'reconciled'],
  ] as const;
  it.each(flags)('%s is told by %s', (prefix, local, key) => {
    const reading = read(xbrl({ prefix, body: item(local, '是') }));
    expect(valueOf(reading, key)).toBe('true');
    expect(valueOf(reading, 'voucher-view')).toBe('receiver');
  });

  it('is also told by the name of the schema or the attachment', () => {
    const head = '<link:schemaRef xlink:href="http://x/einv/einv_receiver_entry_point_2023-12-31.xsd"/>';
    const text = xbrl({ prefix: 'einv', head, body: item('InvoiceNumber', '1') });
    expect(valueOf(read(text), 'voucher-view')).toBe('receiver');
    const plain = xbrl({ prefix: 'rai', body: items(TICKET) });
    expect(valueOf(read(plain, { name: 'rai_receiver_1.xml' }), 'voucher-view')).toBe('receiver');
    expect(valueOf(read(plain, { name: 'rai_issuer_1.xml' }), 'voucher-view')).toBe('issuer');
  });

  it('says of one booking what stands for the whole', () => {
    const body = booking('记-1', entry('借方', '差旅费', '100.00'), entry('贷方', '银行存款', '100.00'));
    const reading = read(xbrl({ prefix: 'rai', body: items(TICKET) + body }));
    expect(valueOf(reading, 'accounting-document-number')).toBe('记-1');
    expect(valueOf(reading, 'posting-date')).toBe('2026-03-31');
    expect(valueOf(reading, 'accounting-period')).toBe('2026-03');
    expect(valueOf(reading, 'ledger-subject', 'entry/2')).toBe('银行存款');
    expect(valueOf(reading, 'recorded-amount', 'entry/1')).toBe('100.00');
  });

  it('keeps several bookings of one voucher apart, and their entries', () => {
    const body = booking('记-1', entry('借', '甲', '1.00')) + booking('记-2', entry('借', '乙', '2.00'));
    const reading = read(xbrl({ prefix: 'rai', body }));
    expect(valueOf(reading, 'accounting-document-number', 'booking/2')).toBe('记-2');
    expect(valueOf(reading, 'accounting-document-number', 'entry/2')).toBe('记-2');
    expect(valueOf(reading, 'accounting-document-number')).toBeUndefined();
  });
});

describe('an instance made to hurt', () => {
  it('stops at fifty thousand facts and says where', () => {
    const reading = read(xbrl({ prefix: 'rai', body: item('Fare', '1.00').repeat(50_001) }));
    expect(codesOf(reading)).toEqual(['XBRL_TOO_LARGE']);
    expect(reading.findings[0]!.where).toBe('/xbrl/Fare[50001]');
  });

  it('stops at tuples in tuples in tuples', () => {
    const body = '<p:T>'.repeat(60) + item('Fare', '1.00') + '</p:T>'.repeat(60);
    expect(codesOf(read(xbrl({ prefix: 'rai', body })))).toEqual(['XBRL_TOO_LARGE']);
  });

  it('stops at a fact of a book', () => {
    expect(codesOf(read(xbrl({ prefix: 'rai', body: item('Remarks', 'x'.repeat(10_001)) })))).toEqual([
      'XBRL_TOO_LARGE',
    ]);
  });

  it('bounds what it finds', () => {
    const body = Array.from({ length: 500 }, (_, n) => `<p:Fare contextRef="${n}">x${n}</p:Fare>`).join('');
    expect(read(xbrl({ prefix: 'rai', body })).findings.length).toBeLessThanOrEqual(60);
  });

  it('reads elements named like what every object has', () => {
    const body = items({ constructor: 'x', toString: 'y', hasOwnProperty: 'z' });
    expect(read(xbrl({ prefix: 'rai', body })).facts.map(({ key }) => key)).toContain('xbrl:rai:constructor');
  });

  const whole = xbrl({ prefix: 'rai', body: items(TICKET) + booking('记-1', entry('借', '甲', '1.00')) });
  const readAny = (text: string) => {
    const carried = carriedIn(text);
    if (carried !== null) XBRL_READERS.find((line) => line.matches(carried))?.read(carried);
  };

  it('throws for no cut', () => {
    for (let length = 0; length < whole.length; length += 7)
      expect(() => readAny(whole.slice(0, length))).not.toThrow();
  });

  it('throws for no changed byte', () => {
    let seed = 1;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 400; round += 1) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 3; change += 1) bytes[next(bytes.length)] = next(256);
      expect(() => readAny(bytes.toString('latin1'))).not.toThrow();
    }
  });
});
