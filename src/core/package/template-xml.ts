import { AIP_PROFILE, hrefOf } from './layout.js';
import {
  fileId,
  premisEvents,
  representationId,
  senderId,
  softwareId,
  VOCABULARY,
  type PremisEvent,
} from './premis-terms.js';
import { escapeAttribute as attr, escapeText as text } from '../xml-text.js';
import {
  type DcFacts,
  type ListedFile,
  type ListedMetadata,
  type MetsFacts,
  type PremisFacts,
  type XmlWriters,
} from './xml-writers.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const OTHER = 'csip:CONTENTINFORMATIONTYPE="OTHER" csip:OTHERCONTENTINFORMATIONTYPE=';

/** An element with text in it; empty ones as xmlbuilder2 writes them. */
function tag(name: string, value: string, attributes = ''): string {
  return value === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${text(value)}</${name}>`;
}

/** METS 1.12 with CSIP 2.2.0. A test shows that builder-xml.ts gives the same bytes. */
function mets(facts: MetsFacts): string {
  const at = attr(facts.at);
  const dmd = facts.metadata.filter((m) => m.section === 'dmd');
  const prov = facts.metadata.filter((m) => m.section === 'prov');
  const group = (name: string, use: string, type: string, files: readonly ListedFile[]) =>
    `<fileGrp ID="grp-${name}" USE="${use}" ${OTHER}"${type}">${files.map((f) => metsFile(f, at)).join('')}</fileGrp>`;
  const division = (name: string, label: string) =>
    `<div ID="div-${name}" LABEL="${label}"><fptr FILEID="grp-${name}"/></div>`;
  return (
    `${HEAD}<mets xmlns="http://www.loc.gov/METS/" xmlns:csip="https://DILCIS.eu/XML/METS/CSIPExtensionMETS"` +
    ` xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
    ` OBJID="${attr(facts.objid)}" LABEL="${attr(facts.title)}" TYPE="Mixed" ${OTHER}"business-record" PROFILE="${AIP_PROFILE}"` +
    ` xsi:schemaLocation="https://DILCIS.eu/XML/METS/CSIPExtensionMETS schemas/DILCISExtensionMETS.xsd">` +
    `<metsHdr CREATEDATE="${at}" LASTMODDATE="${at}" RECORDSTATUS="NEW" csip:OAISPACKAGETYPE="AIP">` +
    `<agent ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE">${tag('name', facts.software.name)}` +
    `${tag('note', facts.software.version, ' csip:NOTETYPE="SOFTWARE VERSION"')}</agent></metsHdr>` +
    dmd.map((m) => `<dmdSec ID="${m.id}" CREATED="${at}" STATUS="CURRENT">${mdRef(m, at)}</dmdSec>`).join('') +
    `<amdSec ID="amd-1">` +
    prov.map((m) => `<digiprovMD ID="${m.id}" CREATED="${at}" STATUS="CURRENT">${mdRef(m, at)}</digiprovMD>`).join('') +
    `</amdSec><fileSec ID="fileSec-1">` +
    group('documentation', 'Documentation', 'documentation', [facts.documentation]) +
    group('schemas', 'Schemas', 'schemas', [facts.schema]) +
    group('representations', 'Representations', 'business-record', facts.files) +
    `</fileSec><structMap ID="structMap-1" TYPE="PHYSICAL" LABEL="CSIP"><div ID="div-root" LABEL="${attr(facts.objid)}">` +
    `<div ID="div-metadata" LABEL="Metadata" ADMID="${prov.map((m) => m.id).join(' ')}" DMDID="${dmd.map((m) => m.id).join(' ')}"/>` +
    division('documentation', 'Documentation') +
    division('schemas', 'Schemas') +
    division('representations', 'Representations') +
    `</div></structMap></mets>`
  );
}

function mdRef(m: ListedMetadata, at: string): string {
  const detail =
    m.detail === undefined ? '' : ` ${m.mdType === 'OTHER' ? 'OTHERMDTYPE' : 'MDTYPEVERSION'}="${attr(m.detail)}"`;
  return (
    `<mdRef LOCTYPE="URL" xlink:type="simple" xlink:href="${attr(hrefOf(m.path))}" MDTYPE="${m.mdType}"${detail} MIMETYPE="${attr(m.mimeType)}"` +
    ` SIZE="${m.sizeBytes}" CREATED="${at}" CHECKSUM="${m.sha512}" CHECKSUMTYPE="SHA-512"/>`
  );
}

function metsFile(f: ListedFile, at: string): string {
  return (
    `<file ID="${f.id}" MIMETYPE="${attr(f.mimeType)}" SIZE="${f.sizeBytes}" CREATED="${at}" CHECKSUM="${f.sha512}" CHECKSUMTYPE="SHA-512">` +
    `<FLocat LOCTYPE="URL" xlink:type="simple" xlink:href="${attr(hrefOf(f.path))}"/></file>`
  );
}

/** PREMIS 3.0, no more than says something. */
function premis(facts: PremisFacts): string {
  return (
    `${HEAD}<premis xmlns="http://www.loc.gov/premis/v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0">` +
    `<object xsi:type="representation">${identifier('object', representationId(facts))}` +
    `<relationship><relationshipType>structural</relationshipType><relationshipSubType>has part</relationshipSubType>` +
    facts.files.map((_, i) => identifier('relatedObject', fileId(facts, i + 1))).join('') +
    `</relationship></object>` +
    facts.files.map((file, i) => premisFile(facts, file, i + 1)).join('') +
    premisEvents(facts)
      .map((event) => premisEvent(facts, event))
      .join('') +
    `<agent>${identifier('agent', senderId(facts))}</agent>` +
    `<agent>${identifier('agent', softwareId(facts))}${tag('agentName', facts.software.name)}` +
    `<agentType valueURI="${VOCABULARY}agentType/sof">software</agentType>${tag('agentVersion', facts.software.version)}</agent></premis>`
  );
}

function identifier(kind: string, value: string): string {
  return `<${kind}Identifier><${kind}IdentifierType>URI</${kind}IdentifierType>${tag(`${kind}IdentifierValue`, value)}</${kind}Identifier>`;
}

function premisFile(facts: PremisFacts, file: PremisFacts['files'][number], number: number): string {
  const { digests, facts: format } = file;
  const fixity = (name: string, digest: string) =>
    `<fixity><messageDigestAlgorithm>${name}</messageDigestAlgorithm><messageDigest>${digest}</messageDigest></fixity>`;
  const version = format.version === undefined ? '' : `${tag('formatVersion', format.version)}`;
  const puid = format.pronom[0];
  const registry =
    puid === undefined
      ? ''
      : `<formatRegistry><formatRegistryName>PRONOM</formatRegistryName>${tag('formatRegistryKey', puid)}</formatRegistry>`;
  return (
    `<object xsi:type="file">${identifier('object', fileId(facts, number))}<objectCharacteristics>` +
    fixity('SHA-256', digests.sha256) +
    fixity('SHA-512', digests.sha512) +
    fixity('SM3', digests.sm3) +
    `<size>${file.sizeBytes}</size><format><formatDesignation>${tag('formatName', format.mimeType)}${version}</formatDesignation>` +
    `${registry}${tag('formatNote', format.description)}</format></objectCharacteristics>` +
    `${tag('originalName', file.declared.name)}</object>`
  );
}

function premisEvent(facts: PremisFacts, event: PremisEvent): string {
  const [term, code] = event.type;
  const agents = event.agents.map(
    ([id, role]) =>
      `<linkingAgentIdentifier><linkingAgentIdentifierType>URI</linkingAgentIdentifierType>${tag('linkingAgentIdentifierValue', id)}` +
      `<linkingAgentRole>${role}</linkingAgentRole></linkingAgentIdentifier>`,
  );
  return (
    `<event>${identifier('event', event.id)}<eventType valueURI="${VOCABULARY}eventType/${code}">${term}</eventType>` +
    `${tag('eventDateTime', facts.at)}<eventDetailInformation>${tag('eventDetail', event.detail)}</eventDetailInformation>` +
    `<eventOutcomeInformation><eventOutcome>${event.outcome}</eventOutcome></eventOutcomeInformation>` +
    `${agents.join('')}${event.objects.map((id) => identifier('linkingObject', id)).join('')}</event>`
  );
}

function dc(facts: DcFacts): string {
  const element = (name: string, value: string | undefined) => (value === undefined ? '' : tag(`dc:${name}`, value));
  return (
    `${HEAD}<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
    element('title', facts.title) +
    element('creator', facts.creator) +
    element('date', facts.date) +
    element('type', facts.kind) +
    element('identifier', facts.objid) +
    element('identifier', facts.businessKey) +
    `</oai_dc:dc>`
  );
}

export const TEMPLATE_XML: XmlWriters = { mets, premis, dc };
