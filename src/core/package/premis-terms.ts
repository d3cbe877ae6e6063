import { PACKAGE_SCHEMA } from './layout.js';
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

/**
 * The consolidated ingest events: the ledger's `received`, with what was done while receiving, and the making of the package.
 * Two, because each costs a kilobyte in every package; single steps and findings stand in findings.json.
 */
export function premisEvents(facts: PremisFacts): PremisEvent[] {
  const software = [softwareId(facts), 'executing program'] as const;
  const count = facts.files.length;
  const whole = facts.files.filter((f) => f.facts.whole === 'whole').length;
  return [
    {
      id: facts.eventId,
      type: ['capture', 'cap'],
      detail: `${count} file(s); digests computed; formats identified by content, structure whole in ${whole} of ${count}; see metadata/other/findings.json`,
      outcome: whole === count ? 'success' : 'warning',
      agents: [[senderId(facts), 'sender'], software],
    },
    {
      id: `${facts.eventId}#package`,
      type: ['information package creation', 'ipc'],
      detail: PACKAGE_SCHEMA,
      outcome: 'success',
      agents: [software],
    },
  ];
}
