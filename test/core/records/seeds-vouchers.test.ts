import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectBytes } from '../../../src/core/formats/index.js';
import { type Declaration } from '../../../src/core/record.js';
import { readRecord } from '../../../src/core/records/index.js';
import { type KindFile, type RecordReading } from '../../../src/core/records/kind.js';

const seeds = join(import.meta.dirname, '..', '..', '..', 'seeds');

async function read(folder: string, kind?: string): Promise<RecordReading> {
  const declaration = JSON.parse(readFileSync(join(seeds, folder, 'record.json'), 'utf8')) as Declaration;
  const files: KindFile[] = [];
  for (const { name, role } of declaration.files) {
    const bytes = readFileSync(join(seeds, folder, name));
    const source = {
      sizeBytes: bytes.length,
      read: async (from: number, length: number) => bytes.subarray(from, from + length),
    };
    const { facts, documents, signatures } = await inspectBytes(source);
    files.push({ name, ...(role === undefined ? {} : { role }), format: facts, documents, signatures });
  }
  return readRecord({ declaration: { ...declaration, ...(kind === undefined ? {} : { kind }) }, files });
}

describe('the seeds', () => {
  it.each([
    ['10-railway-ticket', 'railway-ticket', 'railway-ticket:26991000000000000101', '109.00'],
    ['11-air-itinerary', 'air-itinerary', 'air-itinerary:26991000000000000201', '943.80'],
    ['12-bank-receipt', 'bank-receipt', 'bank-receipt:测试银行样本支行:DEMO-BKER-0001', '1130.00'],
    ['14-fiscal-bill', 'fiscal-bill', 'fiscal-bill:99000126:0000000001', '200.00'],
  ])('%s is what it says, declared and on auto', async (folder, kind, key, amount) => {
    for (const declared of [undefined, 'auto']) {
      const reading = await read(folder, declared);
      expect(reading.findings).toEqual([]);
      expect(reading).toMatchObject({ kind, duplicateKey: key, voucher: { key, amount, currency: 'CNY' } });
    }
  });

  it('18-accounting-voucher has its booking information, matched to the invoice in it', async () => {
    const reading = await read('18-accounting-voucher');
    expect(reading.findings).toEqual([]);
    expect(reading.duplicateKey).toBe('accounting-voucher:2026-03:记-0001');
    expect(reading.relations.map(({ type, key }) => [type, key])).toEqual([
      ['has-original', 'e-invoice:26991000000000000001'],
      ['has-original', 'bank-receipt:测试银行样本支行:DEMO-BKER-0001'],
      ['books', 'e-invoice:26991000000000000001'],
    ]);
    expect(reading.order).toEqual(['记账凭证.pdf', '原始凭证/26991000000000000001.xml', '入账信息.xbrl', '原始凭证/电子回单.ofd']); // prettier-ignore
    expect(await read('18-accounting-voucher', 'auto')).toMatchObject({ kind: 'accounting-voucher' });
  });

  it.each([
    ['19-accounting-book', '2026', 'D30'],
    ['20-accounting-report', '2026', 'Y'],
  ])('%s has year and least retention', async (folder, year, retention) => {
    const reading = await read(folder);
    expect(reading.findings).toEqual([]);
    const said = (key: string) => reading.facts.find((fact) => fact.key === key)?.value;
    expect([said('accounting-year'), said('least-retention')]).toEqual([year, retention]);
  });

  it('13-bank-statement has its data in a file of its own', async () => {
    const reading = await read('13-bank-statement', 'auto');
    expect(reading).toMatchObject({ kind: 'bank-statement', findings: [], voucher: null });
    expect(reading.facts.find(({ key }) => key === 'balance')).toMatchObject({
      value: '8870.00',
      file: '对账单-2026-03.xbrl',
    });
  });
});
