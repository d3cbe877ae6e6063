/** What is known of the root element. */
export interface Root {
  local: string;
  uri: string;
  /** Namespaces declared on the root. */
  namespaces: string[];
}

export interface XmlKind {
  description: string;
  evidenceRecord?: boolean;
}

interface KindLine extends XmlKind {
  local: RegExp;
  uri?: RegExp;
}

/** The first line that fits says what the document is. */
const KINDS: readonly KindLine[] = [
  { local: /^EInvoice$/, description: 'EInvoice 数电票' },
  { local: /^xbrl$/, uri: /^http:\/\/www\.xbrl\.org\//, description: 'XBRL instance' },
  { local: /^Invoice$/, uri: /^urn:oasis:names:specification:ubl:/, description: 'UBL Invoice' },
  { local: /^CreditNote$/, uri: /^urn:oasis:names:specification:ubl:/, description: 'UBL CreditNote' },
  { local: /^CrossIndustry(Invoice|Document)$/, description: 'CII CrossIndustryInvoice' },
  { local: /^SCRDMCCBDACIOMessageStructure$/, description: 'CII Order-X' },
  { local: /^FatturaElettronica$/, description: 'FatturaPA' },
  { local: /^mets$/i, uri: /METS/, description: 'METS' },
  { local: /^premis$/, uri: /premis/, description: 'PREMIS' },
  { local: /^Signature$/, uri: /xmldsig/, description: 'ds:Signature' },
  {
    local: /^EvidenceRecord$/,
    uri: /^urn:ietf:params:xml:ns:ers/,
    description: 'EvidenceRecord (RFC 6283)',
    evidenceRecord: true,
  },
  { local: /^TrustServiceStatusList$/, description: 'trusted list (ETSI TS 119 612)' },
  { local: /^xmpmeta$/, description: 'XMP' },
  { local: /^svg$/, uri: /svg/, description: 'SVG' },
  { local: /^html$/, uri: /xhtml/, description: 'XHTML' },
];

/** Taxonomies of the Ministry of Finance for electronic vouchers (电子凭证会计数据标准). */
const MOF = /\bmof\.gov\.cn\b/;

export function kindOf(root: Root): XmlKind {
  const line = KINDS.find(({ local, uri }) => local.test(root.local) && (uri === undefined || uri.test(root.uri)));
  if (line === undefined) return { description: root.local.slice(0, 100) };
  const mof = root.local === 'xbrl' ? root.namespaces.find((uri) => MOF.test(uri)) : undefined;
  if (mof === undefined) return line;
  const taxonomy = /([^/]+)\/*$/.exec(mof)?.[1]?.slice(0, 60) ?? '';
  return { ...line, description: `${line.description} 电子凭证会计数据 ${taxonomy}`.trimEnd() };
}
