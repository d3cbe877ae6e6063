import { selectAll, selectFirst } from '../../../xml-select.js';
import { textIn, type XmlElement } from '../../../xml-tree.js';
import { type Fact } from '../../fact.js';
import { factOf, placeIn } from '../../fact-value.js';
import { recordFinding } from '../../findings.js';
import { type DocumentReader, type DocumentReading } from '../../reader.js';
import { mappedFacts, type Mapping } from '../../xml-mapping.js';

const NAMESPACE = 'http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2';
const HEADER = 'FatturaElettronicaHeader';

/** Of one invoice (FatturaElettronicaBody), after the XSD 1.2 of the Agenzia delle Entrate. Its elements have no namespace. */
const BODY: Mapping = {
  rows: [
    ['invoice-number', 'identifier', 'DatiGenerali/DatiGeneraliDocumento/Numero'],
    ['issue-date', 'date', 'DatiGenerali/DatiGeneraliDocumento/Data'],
    ['invoice-type', 'code', 'DatiGenerali/DatiGeneraliDocumento/TipoDocumento'],
    ['currency', 'code', 'DatiGenerali/DatiGeneraliDocumento/Divisa'],
    ['total-with-tax', 'amount', 'DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento'],
    ['rounding-amount', 'amount', 'DatiGenerali/DatiGeneraliDocumento/Arrotondamento'],
    ['order-reference', 'identifier', 'DatiGenerali/DatiOrdineAcquisto/IdDocumento'],
    ['contract-reference', 'identifier', 'DatiGenerali/DatiContratto/IdDocumento'],
  ],
  groups: [
    { group: 'note', path: 'DatiGenerali/DatiGeneraliDocumento/Causale', rows: [['remark', 'text', '']] },
    {
      group: 'preceding',
      path: 'DatiGenerali/DatiFattureCollegate',
      rows: [
        ['preceding-invoice-number', 'identifier', 'IdDocumento'],
        ['preceding-invoice-date', 'date', 'Data'],
      ],
    },
    {
      group: 'payment',
      path: 'DatiPagamento/DettaglioPagamento',
      rows: [
        ['payment-means', 'code', 'ModalitaPagamento'],
        ['due-date', 'date', 'DataScadenzaPagamento'],
        ['payable-amount', 'amount', 'ImportoPagamento'],
        ['payee-account', 'identifier', 'IBAN'],
      ],
    },
    {
      group: 'vat',
      path: 'DatiBeniServizi/DatiRiepilogo',
      rows: [
        ['tax-category', 'code', 'Natura'],
        ['tax-rate', 'number', 'AliquotaIVA'],
        ['taxable-amount', 'amount', 'ImponibileImporto'],
        ['tax-amount', 'amount', 'Imposta'],
        ['exemption-reason', 'text', 'RiferimentoNormativo'],
      ],
    },
    {
      group: 'line',
      path: 'DatiBeniServizi/DettaglioLinee',
      rows: [
        ['line-id', 'identifier', 'NumeroLinea'],
        ['item-name', 'text', 'Descrizione'],
        ['quantity', 'number', 'Quantita'],
        ['unit', 'text', 'UnitaMisura'],
        ['unit-price', 'amount', 'PrezzoUnitario'],
        ['amount', 'amount', 'PrezzoTotale'],
        ['tax-category', 'code', 'Natura'],
        ['tax-rate', 'number', 'AliquotaIVA'],
      ],
    },
  ],
};

const MAX_PER_GROUP = 2000;

/** FatturaPA 1.2 (Italy). A lot (lotto) holds several invoices under one header: the first is read, and the others are told of. */
export const fatturaPa: DocumentReader = {
  id: 'fatturapa',
  version: 1,
  zh: '意大利电子发票（FatturaPA）',
  en: 'FatturaPA invoice',
  basis: 'standard',
  matches: ({ kind, ...carried }) =>
    kind === 'xml' &&
    'root' in carried &&
    carried.root.local === 'FatturaElettronica' &&
    carried.root.uri === NAMESPACE,
  read(carried): DocumentReading {
    if (carried.kind !== 'xml') return { facts: [], findings: [] };
    const { root, carrier } = carried;
    const bodies = selectAll(root, 'FatturaElettronicaBody');
    const version = root.attributes['versione'];
    const profile = `FatturaPA${version === undefined ? '' : ` ${version.slice(0, 20)}`}`;
    const facts = [
      ...partyOf(root, carrier, 'seller', `${HEADER}/CedentePrestatore`),
      ...partyOf(root, carrier, 'buyer', `${HEADER}/CessionarioCommittente`),
      ...(bodies[0] === undefined ? [] : bodyOf(bodies[0], carrier)),
    ];
    const lot = recordFinding('INVOICE_LOT', placeIn(carrier, root.place), 'several invoices in one file', {
      found: `${bodies.length}`,
    });
    return { profile, facts, findings: bodies.length > 1 ? [lot] : [] };
  },
};

function bodyOf(body: XmlElement, carrier: string): Fact[] {
  const currency = textIn(selectFirst(body, 'DatiGenerali/DatiGeneraliDocumento/Divisa'));
  const { facts } = mappedFacts(body, BODY, {
    of: () => true,
    carrier,
    ...(currency === undefined ? {} : { currency }),
  });
  return facts.filter(({ group = '' }) => !group.split('/').some((part) => Number(part) > MAX_PER_GROUP));
}

/** A VAT identifier is its country and its code; a person has a first and a last name instead of a company's. */
function partyOf(root: XmlElement, carrier: string, who: 'seller' | 'buyer', path: string): Fact[] {
  const about = selectFirst(root, `${path}/DatiAnagrafici`);
  if (about === undefined) return [];
  const joined = (key: string, type: Fact['type'], from: string, parts: string[], between: string): Fact[] => {
    const element = from === '' ? about : selectFirst(about, from);
    const texts = parts.flatMap((part) => (element && textIn(selectFirst(element, part))) ?? []);
    return element === undefined || texts.length === 0
      ? []
      : [factOf({ key, type, text: texts.join(between), place: placeIn(carrier, element.place) })];
  };
  const name = joined(`${who}-name`, 'text', 'Anagrafica', ['Denominazione'], '');
  return [
    ...(name.length > 0 ? name : joined(`${who}-name`, 'text', 'Anagrafica', ['Nome', 'Cognome'], ' ')),
    ...joined(`${who}-id`, 'identifier', 'IdFiscaleIVA', ['IdPaese', 'IdCodice'], ''),
    ...joined(`${who}-tax-registration`, 'identifier', '', ['CodiceFiscale'], ''),
  ];
}
