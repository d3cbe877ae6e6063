import { walkXml } from './xml-read.js';

const PREMIS_NS = 'http://www.loc.gov/premis/v3';
const XSI_NS = 'http://www.w3.org/2001/XMLSchema-instance';

export interface PremisObject {
  type: string;
  ids: string[];
  /** Algorithm → digest. */
  fixity: Map<string, string>;
  sizeBytes: string;
  originalName: string;
}

export interface PremisContents {
  objects: PremisObject[];
  events: Set<string>;
  agents: Set<string>;
  /** What is linked to, by kind of target. */
  links: { to: 'object' | 'event' | 'agent'; id: string }[];
}

/** Reads objects, identifiers and links of premis.xml. Gives a reason instead when it is no PREMIS 3. */
export function readPremis(bytes: Uint8Array): PremisContents | string {
  const contents: PremisContents = { objects: [], events: new Set(), agents: new Set(), links: [] };
  let isPremis = false;
  let depth = 0;
  let object: PremisObject | null = null;
  let algorithm = '';
  const fault = walkXml(bytes, {
    open(tag) {
      depth += 1;
      if (tag.uri !== PREMIS_NS) return;
      if (depth === 1 && tag.local === 'premis') isPremis = true;
      if (depth === 2 && tag.local === 'object') {
        const type = Object.values(tag.attributes).find((a) => a.local === 'type' && a.uri === XSI_NS)?.value ?? '';
        object = { type, ids: [], fixity: new Map(), sizeBytes: '', originalName: '' };
        contents.objects.push(object);
      }
    },
    close(tag, text) {
      depth -= 1;
      if (tag.uri !== PREMIS_NS) return;
      switch (tag.local) {
        case 'object':
          object = null;
          break;
        case 'objectIdentifierValue':
          object?.ids.push(text);
          break;
        case 'messageDigestAlgorithm':
          algorithm = text;
          break;
        case 'messageDigest':
          object?.fixity.set(algorithm, text);
          break;
        case 'size':
          if (object) object.sizeBytes = text;
          break;
        case 'originalName':
          if (object) object.originalName = text;
          break;
        case 'eventIdentifierValue':
          contents.events.add(text);
          break;
        case 'agentIdentifierValue':
          contents.agents.add(text);
          break;
        case 'linkingAgentIdentifierValue':
          contents.links.push({ to: 'agent', id: text });
          break;
        case 'linkingEventIdentifierValue':
          contents.links.push({ to: 'event', id: text });
          break;
        case 'linkingObjectIdentifierValue':
        case 'relatedObjectIdentifierValue':
          contents.links.push({ to: 'object', id: text });
          break;
      }
    },
  });
  if (fault !== null) return fault;
  return isPremis ? contents : 'the root element is not premis';
}
