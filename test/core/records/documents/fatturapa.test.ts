import { describe, expect, it } from '@jest/globals';
import { BufferSource } from '../../../../src/core/byte-source.js';
import { inspectBytes } from '../../../../src/core/formats/index.js';
import { isKnownKey } from '../../../../src/core/records/dictionary/index.js';
import { readRecord } from '../../../../src/core/records/index.js';

const BODY = `<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-17</Data><Numero>7/A</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento><Causale>Grazie</Causale></DatiGeneraliDocumento><DatiFattureCollegate><IdDocumento>6/A</IdDocumento></DatiFattureCollegate></DatiGenerali><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Vite</Descrizione><Quantita>2.00</Quantita><PrezzoUnitario>50.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta></DatiRiepilogo></DatiBeniServizi></FatturaElettronicaBody>`;
const party = (name: string, code: string) =>
  `<DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>${code}</IdCodice></IdFiscaleIVA><Anagrafica>${name}</Anagrafica></DatiAnagrafici>`;
const lot = (...bodies: string[]) =>
  `<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader><CedentePrestatore>${party('<Denominazione>Esempio SRL</Denominazione>', '01234567890')}</CedentePrestatore><CessionarioCommittente>${party('<Nome>Maria</Nome><Cognome>Prova</Cognome>', '09876543210')}</CessionarioCommittente></FatturaElettronicaHeader>${bodies.join('')}</p:FatturaElettronica>`;

const inspect = (text: string | Uint8Array) => inspectBytes(new BufferSource(Buffer.from(text)));

describe('FatturaPA', () => {
  it('says who, what and how much under the keys of all invoices', async () => {
    const { documents, findings } = await inspect(lot(BODY));
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    const [{ document, profile, facts }] = documents as [(typeof documents)[0]];
    expect({ document, profile }).toEqual({ document: 'fatturapa', profile: 'FatturaPA FPR12' });
    const value = (key: string, group?: string) => facts.find((fact) => fact.key === key && fact.group === group)?.value; // prettier-ignore
    expect(
      ['invoice-number', 'issue-date', 'invoice-type', 'seller-name', 'seller-id', 'buyer-name', 'buyer-id'].map(
        (key) => value(key),
      ),
    ).toEqual(['7/A', '2026-03-17', 'TD01', 'Esempio SRL', 'IT01234567890', 'Maria Prova', 'IT09876543210']);
    expect(facts.find(({ key }) => key === 'total-with-tax')).toMatchObject({ value: '122.00', currency: 'EUR' });
    expect(value('tax-rate', 'line/1')).toBe('0.2200');
    expect(facts.map(({ key }) => key).filter((key) => !isKnownKey(key))).toEqual([]);
  });

  it('a nota di credito corrects what it names', async () => {
    const { facts, documents, signatures } = await inspect(lot(BODY.replace('TD01', 'TD04')));
    const reading = readRecord({
      declaration: { fonds: 'Z', kind: 'auto', title: 'Nota', files: [] },
      files: [{ name: 'a.xml', format: facts, documents, signatures }],
    });
    expect(reading).toMatchObject({
      kind: 'e-invoice',
      duplicateKey: 'e-invoice:IT01234567890:7/A',
      voucher: { amount: '-122.00' },
      relations: [{ type: 'corrects', key: 'e-invoice:IT01234567890:6/A' }],
    });
  });

  it('of a lot the first is read, and a finding says so', async () => {
    const { documents, findings } = await inspect(lot(BODY, BODY.replace('7/A', '8/A')));
    expect(documents).toHaveLength(1);
    expect(documents[0]!.facts.filter(({ key }) => key === 'invoice-number')).toMatchObject([{ value: '7/A' }]);
    expect(findings.map(({ code }) => code)).toContain('INVOICE_LOT');
  });

  it('without parts it says less, and never throws wherever it ends', async () => {
    expect((await inspect(lot())).documents[0]!.facts.map(({ key }) => key)).not.toContain('invoice-number');
    const bytes = Buffer.from(lot(BODY));
    for (let end = 0; end < bytes.length; end += 41) await inspect(bytes.subarray(0, end));
  });
});
