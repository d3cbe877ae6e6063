import { type Finding } from '../../finding.js';
import { type PdfRevision } from '../../pdf/revisions.js';
import { type Change, type Check, MAX_NAMED, notChecked, RIGHT, wrong } from '../facts.js';
import { signatureFinding } from '../findings.js';
import { type RevisionChanges } from './changes.js';
import { type Difference } from './difference.js';
import { isLocked, type Permissions } from './signature-dictionary.js';

export interface JudgedChanges {
  document: Check;
  changes: Change[];
  findings: Finding[];
}

/** Lowest DocMDP level that permits a kind of change; the others are never permitted. */
const LEVEL: Partial<Record<Change['kind'], 1 | 2 | 3>> = {
  // Added to keep the signature provable: ISO 32000-2 12.8.2.2 permits them under every level.
  'time-stamp': 1,
  'validation-data': 1,
  // Writers of those two stamp the time of the change into it; it shows on no page.
  metadata: 1,
  'form-fill': 2,
  signature: 2,
  annotation: 3,
};
/** A signature that says nothing of changes: as one that permits forms and further signatures. */
const UNSAID = 2;

/** What came after a signature against what it permits. One change that is not permitted, and the document is not what was signed. */
export function judgeChanges(
  later: readonly RevisionChanges[],
  permissions: Permissions,
  where: string,
): JudgedChanges {
  const judged: JudgedChanges = { document: RIGHT, changes: [], findings: [] };
  for (const { revision, differences, unknown } of later) {
    if (unknown !== null && judged.document.is === 'right')
      judged.document = notChecked(`${placeOf(revision)} could not be compared: ${unknown}`);
    const told = new Map<string, { change: Change; what: string[] }>();
    for (const difference of differences) {
      const why = forbidden(difference, permissions);
      if (why !== null) {
        const message = `${placeOf(revision)}: ${why} (${difference.what})`;
        if (judged.document.is !== 'wrong') judged.document = wrong(message);
        if (judged.findings.length < MAX_NAMED)
          judged.findings.push(signatureFinding(codeOf(difference, permissions), where, message));
      }
      const key = `${difference.kind} ${why ?? ''}`;
      const known = told.get(key);
      if (known !== undefined) known.what.push(difference.what);
      else told.set(key, { change: { where: placeOf(revision), kind: difference.kind, permitted: why === null, why: why ?? 'permitted' }, what: [difference.what] }); // prettier-ignore
    }
    if (differences.length === 0 && unknown === null)
      told.set('', { change: { where: placeOf(revision), kind: 'metadata', permitted: true, why: 'nothing that can be reached was changed' }, what: [] }); // prettier-ignore
    for (const { change, what } of told.values())
      if (judged.changes.length < MAX_NAMED)
        judged.changes.push({ ...change, why: what.length === 0 ? change.why : `${change.why}: ${listed(what)}` });
    if (judged.findings.length < MAX_NAMED && differences.length > 0 && differences.every(({ kind }) => kind === 'metadata'))
      judged.findings.push(signatureFinding('PDF_SIGNATURE_METADATA_LATER', where, `${placeOf(revision)} changes metadata only: ${listed(differences.map(({ what }) => what))}`)); // prettier-ignore
  }
  return judged;
}

export const placeOf = ({ number, start, end }: PdfRevision): string => `revision ${number}, bytes ${start}–${end - 1}`;

const listed = (what: readonly string[]): string => `${what.slice(0, 5).join('; ')}${what.length > 5 ? `; and ${what.length - 5} more` : ''}`; // prettier-ignore

/** Why a change is not permitted; null when it is. */
function forbidden(difference: Difference, permissions: Permissions): string | null {
  if (difference.never !== undefined) return difference.never;
  if (isLockedField(difference, permissions)) return 'the field was locked by the signature';
  const least = LEVEL[difference.kind];
  if (least === undefined) return 'a change of this kind is never permitted';
  if (least <= (permissions.level ?? UNSAID)) return null;
  return permissions.level === null
    ? 'a signature that says nothing of annotations does not permit them'
    : `DocMDP ${permissions.level} does not permit it`;
}

/** A lock is on what fields say; signing is not stopped by it, unless the field was named. */
function isLockedField({ kind, field }: Difference, { locks }: Permissions): boolean {
  if (field === undefined) return false;
  if (kind === 'form-fill') return isLocked(locks, field);
  return (
    kind === 'signature' &&
    isLocked(
      locks.filter(({ action }) => action === 'Include'),
      field,
    )
  );
}

function codeOf(difference: Difference, permissions: Permissions) {
  if (difference.attack === 'signature') return 'PDF_SIGNATURE_REPLACED';
  if (difference.attack === 'appearance') return 'PDF_SIGNATURE_APPEARANCE_CHANGED';
  if (difference.kind === 'page-content') return 'PDF_SIGNATURE_CONTENT_CHANGED';
  if (difference.never !== undefined || LEVEL[difference.kind] === undefined) return 'PDF_SIGNATURE_CHANGED_OTHER';
  if (isLockedField(difference, permissions)) return 'PDF_SIGNATURE_FIELD_LOCKED';
  return difference.kind === 'annotation' ? 'PDF_SIGNATURE_ANNOTATED' : 'PDF_SIGNATURE_CHANGE_FORBIDDEN';
}
