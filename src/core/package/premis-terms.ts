import { type PremisFacts } from './xml-writers.js';

/** What both PREMIS writers say, in one place. Terms and URIs: id.loc.gov, PREMIS preservation vocabularies. */
export const VOCABULARY = 'http://id.loc.gov/vocabulary/preservation/';

export interface PremisEvent {
  id: string;
  /** Term and its code in eventType. */
  type: readonly [term: string, code: string];
  detail: string;
  outcome: 'success' | 'warning';
  agents: readonly (readonly [id: string, role: string])[];
}

export function softwareId(facts: PremisFacts): string {
  return `urn:dantao:software:${facts.software.name}:${facts.software.version}`;
}

export function senderId(facts: PremisFacts): string {
  return `urn:uuid:${facts.actor}`;
}

export function fileId(facts: Pick<PremisFacts, 'objid'>, number: number): string {
  return `${facts.objid}/file/${number}`;
}

/** The consolidated ingest events; the first is the ledger's `received`, the others are its steps. */
export function premisEvents(facts: PremisFacts): PremisEvent[] {
  const software = softwareId(facts);
  const program = [[software, 'executing program']] as const;
  const unsure = facts.files.filter((f) => f.facts.whole !== 'whole' || f.facts.format === 'unknown').length;
  return [
    {
      id: facts.eventId,
      type: ['capture', 'cap'],
      detail: `${facts.files.length} file(s) received`,
      outcome: 'success',
      agents: [[senderId(facts), 'sender'], ...program],
    },
    {
      id: `${facts.eventId}#digests`,
      type: ['message digest calculation', 'mes'],
      detail: 'SHA-256, SHA-512 and SM3 while receiving; compared with those declared',
      outcome: 'success',
      agents: program,
    },
    {
      id: `${facts.eventId}#formats`,
      type: ['format identification', 'for'],
      detail: `by content; whole and known: ${facts.files.length - unsure} of ${facts.files.length}; see metadata/other/findings.json`,
      outcome: unsure === 0 ? 'success' : 'warning',
      agents: program,
    },
    {
      id: `${facts.eventId}#package`,
      type: ['information package creation', 'ipc'],
      detail: 'dantao/aip/v1',
      outcome: 'success',
      agents: program,
    },
  ];
}
