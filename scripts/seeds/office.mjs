/** The smallest SpreadsheetML workbook that opens: one sheet of inline strings (ISO/IEC 29500-1). */
import { zip } from './bytes.mjs';
import { xml } from './xml.mjs';

const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

const relation = (id, type, target) => ['Relationship', { Id: id, Type: `${RELATION}/${type}`, Target: target }];

/** @param rows texts; up to 26 columns */
export function xlsx(rows) {
  const cells = rows.map((row, r) => [
    'row',
    { r: r + 1 },
    ...row.map((text, c) => [
      'c',
      { r: `${String.fromCharCode(65 + c)}${r + 1}`, t: 'inlineStr' },
      ['is', ['t', text]],
    ]),
  ]);
  return zip([
    [
      '[Content_Types].xml',
      xml([
        'Types',
        { xmlns: `${PACKAGE}/content-types` },
        ['Default', { Extension: 'rels', ContentType: 'application/vnd.openxmlformats-package.relationships+xml' }],
        ['Default', { Extension: 'xml', ContentType: 'application/xml' }],
        ['Override', { PartName: '/xl/workbook.xml', ContentType: `${TYPES}.sheet.main+xml` }],
        ['Override', { PartName: '/xl/worksheets/sheet1.xml', ContentType: `${TYPES}.worksheet+xml` }],
      ]),
    ],
    [
      '_rels/.rels',
      xml([
        'Relationships',
        { xmlns: `${PACKAGE}/relationships` },
        relation('rId1', 'officeDocument', 'xl/workbook.xml'),
      ]),
    ],
    [
      'xl/workbook.xml',
      xml([
        'workbook',
        { xmlns: MAIN, 'xmlns:r': RELATION },
        ['sheets', ['sheet', { name: '样例', sheetId: 1, 'r:id': 'rId1' }]],
      ]),
    ],
    [
      'xl/_rels/workbook.xml.rels',
      xml([
        'Relationships',
        { xmlns: `${PACKAGE}/relationships` },
        relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
      ]),
    ],
    ['xl/worksheets/sheet1.xml', xml(['worksheet', { xmlns: MAIN }, ['sheetData', ...cells]])],
  ]);
}
