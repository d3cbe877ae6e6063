import { describe, expect, it } from '@jest/globals';
import { certificateOf, checkCharacter, parseCertificateId } from '../../../src/core/records/certificate-id.js';

const TYPE = '119900000000000943001';
const ID = `1.2.156.3005.2.${TYPE}.119900000000000350.202600000001.001.5`;

describe('identifiers of electronic certificates', () => {
  it('come apart at the dots, with the check character that they should have', () => {
    expect(parseCertificateId(` ${ID}\n`)).toEqual({
      type: TYPE,
      issuer: '119900000000000350',
      serial: '202600000001',
      version: '001',
      check: '5',
      expected: '5',
      unusual: [],
    });
    expect(certificateOf(parseCertificateId(ID)!)).toBe(`1.2.156.3005.2.${TYPE}.119900000000000350.202600000001`);
  });

  it.each([
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U'],
    ['1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9'],
    ['1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0'],
  ])('agree with published example %s', (text) => {
    const { check, expected, unusual } = parseCertificateId(text)!;
    expect([check, unusual]).toEqual([expected, []]);
  });

  // ISO/IEC 7064, the example of its hybrid system with 37,36.
  it('have the check character of the standard’s known answer', () => {
    expect(checkCharacter('A12425GABC1234002')).toBe('M');
  });

  it('notice every changed character and every swap of two neighbours that differ', () => {
    const said = `${TYPE}119900000000000350202600000001001`;
    const right = checkCharacter(said);
    for (let at = 0; at < said.length; at++) {
      const other = said[at] === 'Z' ? '0' : 'Z';
      expect(checkCharacter(said.slice(0, at) + other + said.slice(at + 1))).not.toBe(right);
      const swapped = said.slice(0, at) + (said[at + 1] ?? '') + said[at]! + said.slice(at + 2);
      if (at + 1 < said.length && said[at] !== said[at + 1])
        expect([at, checkCharacter(swapped)]).not.toEqual([at, right]);
    }
  });

  it.each([
    ['no root', ID.slice('1.2.156.3005.2.'.length)],
    ['another root', ID.replace('3005', '3006')],
    ['a part missing', ID.slice(0, -2)],
    ['a part more', `${ID}.1`],
    ['an empty part', ID.replace('.001.', '..')],
    ['nothing', ''],
    ['the root alone', '1.2.156.3005.2.'],
    ['a book', `1.2.156.3005.2.${'1.'.repeat(100_000)}`],
  ])('are none: %s', (_, text) => {
    expect(parseCertificateId(text)).toBeNull();
  });

  it.each([
    ['a short type', ID.replace(TYPE, '1199'), ['type']],
    ['a version of one digit', ID.replace('.001.', '.1.'), ['version']],
    ['small letters', ID.replace('.202600000001.', '.ab.'), ['serial']],
    ['two check characters', `${ID}5`, ['check']],
  ])('are unusual: %s', (_, text, unusual) => {
    expect(parseCertificateId(text)!.unusual).toEqual(unusual);
  });

  it('have no computed check character over other letters', () => {
    expect(parseCertificateId(ID.replace('.202600000001.', '.编号.'))).toMatchObject({
      expected: null,
      unusual: ['serial'],
    });
  });
});
