import { create } from 'xmlbuilder2';
import { type XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { AIP_PROFILE, hrefOf } from './layout.js';
import { fileId, premisEvents, representationId, senderId, softwareId, VOCABULARY } from './premis-terms.js';
import { fitAttribute, fitText } from '../xml-text.js';
import {
  type DcFacts,
  type ListedFile,
  type ListedMetadata,
  type MetsFacts,
  type PremisFacts,
  type XmlWriters,
} from './xml-writers.js';

/** The same documents through xmlbuilder2, which knows the rules of XML: what template-xml.ts is compared with, byte for byte. */

const DECLARATION = { version: '1.0', encoding: 'UTF-8' } as const;
type Attributes = Record<string, string>;

/** xmlbuilder2 4.0.3 takes `&amp;` or `&#38;` in a text for a reference and lets it stand, so every ampersand is spelt out before. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;');
}

/** Adds `<name attributes>text</name>` and gives it back. */
function add(parent: XMLBuilder, name: string, attributes: Attributes = {}, text?: string): XMLBuilder {
  const fitted = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, plain(fitAttribute(value))]),
  );
  const element = parent.ele(name, fitted);
  if (text !== undefined && text !== '') element.txt(plain(fitText(text)));
  return element;
}

function end(element: XMLBuilder): string {
  return element.doc().end({ prettyPrint: false });
}

function mets(facts: MetsFacts): string {
  const other = (type: string): Attributes => ({
    'csip:CONTENTINFORMATIONTYPE': 'OTHER',
    'csip:OTHERCONTENTINFORMATIONTYPE': type,
  });
  const root = add(create(DECLARATION), 'mets', {
    xmlns: 'http://www.loc.gov/METS/',
    'xmlns:csip': 'https://DILCIS.eu/XML/METS/CSIPExtensionMETS',
    'xmlns:xlink': 'http://www.w3.org/1999/xlink',
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    OBJID: facts.objid,
    LABEL: facts.title,
    TYPE: 'Mixed',
    ...other('business-record'),
    PROFILE: AIP_PROFILE,
    'xsi:schemaLocation': 'https://DILCIS.eu/XML/METS/CSIPExtensionMETS schemas/DILCISExtensionMETS.xsd',
  });
  const header = add(root, 'metsHdr', {
    CREATEDATE: facts.at,
    LASTMODDATE: facts.at,
    RECORDSTATUS: 'NEW',
    'csip:OAISPACKAGETYPE': 'AIP',
  });
  const agent = add(header, 'agent', { ROLE: 'CREATOR', TYPE: 'OTHER', OTHERTYPE: 'SOFTWARE' });
  add(agent, 'name', {}, facts.software.name);
  add(agent, 'note', { 'csip:NOTETYPE': 'SOFTWARE VERSION' }, facts.software.version);

  const section = (parent: XMLBuilder, name: string, m: ListedMetadata) =>
    mdRef(add(parent, name, { ID: m.id, CREATED: facts.at, STATUS: 'CURRENT' }), m, facts.at);
  const dmd = facts.metadata.filter((m) => m.section === 'dmd');
  const prov = facts.metadata.filter((m) => m.section === 'prov');
  for (const m of dmd) section(root, 'dmdSec', m);
  const amd = add(root, 'amdSec', { ID: 'amd-1' });
  for (const m of prov) section(amd, 'digiprovMD', m);

  const fileSec = add(root, 'fileSec', { ID: 'fileSec-1' });
  const group = (name: string, use: string, type: string, files: readonly ListedFile[]) => {
    const grp = add(fileSec, 'fileGrp', { ID: `grp-${name}`, USE: use, ...other(type) });
    for (const f of files) {
      const file = add(grp, 'file', {
        ID: f.id,
        MIMETYPE: f.mimeType,
        SIZE: String(f.sizeBytes),
        CREATED: facts.at,
        CHECKSUM: f.sha512,
        CHECKSUMTYPE: 'SHA-512',
      });
      add(file, 'FLocat', { LOCTYPE: 'URL', 'xlink:type': 'simple', 'xlink:href': hrefOf(f.path) });
    }
  };
  group('documentation', 'Documentation', 'documentation', [facts.documentation]);
  group('schemas', 'Schemas', 'schemas', [facts.schema]);
  group('representations', 'Representations', 'business-record', facts.files);

  const structMap = add(root, 'structMap', { ID: 'structMap-1', TYPE: 'PHYSICAL', LABEL: 'CSIP' });
  const top = add(structMap, 'div', { ID: 'div-root', LABEL: facts.objid });
  const ids = (list: ListedMetadata[]) => list.map((m) => m.id).join(' ');
  add(top, 'div', { ID: 'div-metadata', LABEL: 'Metadata', ADMID: ids(prov), DMDID: ids(dmd) });
  for (const label of ['Documentation', 'Schemas', 'Representations']) {
    add(add(top, 'div', { ID: `div-${label.toLowerCase()}`, LABEL: label }), 'fptr', {
      FILEID: `grp-${label.toLowerCase()}`,
    });
  }
  return end(root);
}

function mdRef(parent: XMLBuilder, m: ListedMetadata, at: string): void {
  add(parent, 'mdRef', {
    LOCTYPE: 'URL',
    'xlink:type': 'simple',
    'xlink:href': hrefOf(m.path),
    MDTYPE: m.mdType,
    ...(m.detail === undefined ? {} : { [m.mdType === 'OTHER' ? 'OTHERMDTYPE' : 'MDTYPEVERSION']: m.detail }),
    MIMETYPE: m.mimeType,
    SIZE: String(m.sizeBytes),
    CREATED: at,
    CHECKSUM: m.sha512,
    CHECKSUMTYPE: 'SHA-512',
  });
}

function premis(facts: PremisFacts): string {
  const root = add(create(DECLARATION), 'premis', {
    xmlns: 'http://www.loc.gov/premis/v3',
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    version: '3.0',
  });
  const representation = representationId(facts);
  const rep = add(root, 'object', { 'xsi:type': 'representation' });
  identify(rep, 'object', representation);
  const relationship = add(rep, 'relationship');
  add(relationship, 'relationshipType', {}, 'structural');
  add(relationship, 'relationshipSubType', {}, 'has part');
  facts.files.forEach((_, i) => identify(relationship, 'relatedObject', fileId(facts, i + 1)));

  facts.files.forEach((file, i) => {
    const object = add(root, 'object', { 'xsi:type': 'file' });
    identify(object, 'object', fileId(facts, i + 1));
    const characteristics = add(object, 'objectCharacteristics');
    for (const [name, digest] of [
      ['SHA-256', file.digests.sha256],
      ['SHA-512', file.digests.sha512],
      ['SM3', file.digests.sm3],
    ] as const) {
      const fixity = add(characteristics, 'fixity');
      add(fixity, 'messageDigestAlgorithm', {}, name);
      add(fixity, 'messageDigest', {}, digest);
    }
    add(characteristics, 'size', {}, String(file.sizeBytes));
    const format = add(characteristics, 'format');
    const designation = add(format, 'formatDesignation');
    add(designation, 'formatName', {}, file.facts.mimeType);
    if (file.facts.version !== undefined) add(designation, 'formatVersion', {}, file.facts.version);
    if (file.facts.pronom[0] !== undefined) {
      const registry = add(format, 'formatRegistry');
      add(registry, 'formatRegistryName', {}, 'PRONOM');
      add(registry, 'formatRegistryKey', {}, file.facts.pronom[0]);
    }
    add(format, 'formatNote', {}, file.facts.description);
    add(object, 'originalName', {}, file.declared.name);
  });

  for (const event of premisEvents(facts)) {
    const element = add(root, 'event');
    identify(element, 'event', event.id);
    add(element, 'eventType', { valueURI: `${VOCABULARY}eventType/${event.type[1]}` }, event.type[0]);
    add(element, 'eventDateTime', {}, facts.at);
    add(add(element, 'eventDetailInformation'), 'eventDetail', {}, event.detail);
    add(add(element, 'eventOutcomeInformation'), 'eventOutcome', {}, event.outcome);
    for (const [id, role] of event.agents) {
      add(identify(element, 'linkingAgent', id), 'linkingAgentRole', {}, role);
    }
    for (const id of event.objects) identify(element, 'linkingObject', id);
  }

  identify(add(root, 'agent'), 'agent', senderId(facts));
  const software = add(root, 'agent');
  identify(software, 'agent', softwareId(facts));
  add(software, 'agentName', {}, facts.software.name);
  add(software, 'agentType', { valueURI: `${VOCABULARY}agentType/sof` }, 'software');
  add(software, 'agentVersion', {}, facts.software.version);
  return end(root);
}

function identify(parent: XMLBuilder, kind: string, value: string): XMLBuilder {
  const element = add(parent, `${kind}Identifier`);
  add(element, `${kind}IdentifierType`, {}, 'URI');
  add(element, `${kind}IdentifierValue`, {}, value);
  return element;
}

function dc(facts: DcFacts): string {
  const root = add(create(DECLARATION), 'oai_dc:dc', {
    'xmlns:oai_dc': 'http://www.openarchives.org/OAI/2.0/oai_dc/',
    'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  });
  const elements = [
    ['title', facts.title],
    ['creator', facts.creator],
    ['date', facts.date],
    ['type', facts.kind],
    ['identifier', facts.objid],
    ['identifier', facts.businessKey],
  ] as const;
  for (const [name, value] of elements) if (value !== undefined) add(root, `dc:${name}`, {}, value);
  return end(root);
}

export const BUILDER_XML: XmlWriters = { mets, premis, dc };
