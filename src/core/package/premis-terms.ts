import { PACKAGE_SCHEMA } from './layout.js';
import { countVerdicts } from '../signatures/verdicts.js';
import { type PremisFacts } from './xml-writers.js';

/** What both PREMIS writers say, in one place. Terms and URIs: id.loc.gov, PREMIS preservation vocabularies. */
export const VOCABULARY = 'http://id.loc.gov/vocabulary/preservation/';

export interface PremisEvent {
  id: string;
  /** Term and its code in eventType. */
  type: readonly [term: string, code: string];
  detail: string;
  outcome: 'success' | 'warning' | 'fail';
  /** Objects it was about. */
  objects: readonly string[];
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

export function representationId(facts: Pick<PremisFacts, 'objid'>): string {
  return `${facts.objid}/rep/1`;
}

/**
 * The consolidated ingest events: the ledger's `received`, with what was done while receiving; the validation of
 * signatures, where there are any; and the making of the package. No more, because each costs a kilobyte in every
 * package; single steps and findings stand in findings.json.
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
      objects: [representationId(facts)],
      agents: [[senderId(facts), 'sender'], software],
    },
    ...validationEvents(facts, software),
    {
      id: `${facts.eventId}#package`,
      type: ['information package creation', 'ipc'],
      detail: PACKAGE_SCHEMA,
      outcome: 'success',
      objects: [representationId(facts)],
      agents: [software],
    },
  ];
}

/** One event for all signatures of the record, about the files that have some. */
function validationEvents(facts: PremisFacts, software: PremisEvent['agents'][number]): PremisEvent[] {
  const { total, passed, indeterminate, failed } = countVerdicts(facts.files);
  if (total === 0) return [];
  const under = facts.validation ? `trust snapshot sha256:${facts.validation.trust}, policy ${facts.validation.policy}` : 'no trust'; // prettier-ignore
  return [
    {
      id: `${facts.eventId}#signatures`,
      type: ['digital signature validation', 'dig'],
      detail: `${total} in all: ${passed} TOTAL_PASSED, ${indeterminate} INDETERMINATE, ${failed} TOTAL_FAILED; ${under}; see metadata/other/validation.json`,
      outcome: failed > 0 ? 'fail' : indeterminate > 0 ? 'warning' : 'success',
      objects: facts.files.flatMap((file, i) => (file.signatures.length > 0 ? [fileId(facts, i + 1)] : [])),
      agents: [software],
    },
  ];
}
