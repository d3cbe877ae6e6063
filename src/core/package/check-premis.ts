import { type Finding } from '../finding.js';
import { type DigestMismatches, sizeMismatch } from './check-lists.js';
import { packageFinding } from './findings.js';
import { objidOf, PREMIS } from './layout.js';
import { readPremis } from './premis-read.js';
import { type SubmissionMeta } from './submission-read.js';
import { type WalkedEntry } from './walk-entries.js';
import { fitText } from '../xml-text.js';

/**
 * premis.xml against the submitted files, in the order of the declaration (docs/package-format.md §6). `names`: as declared.
 * Every digest was computed from the bytes in this check; those that differ go to `mismatches`.
 */
export function checkPremis(
  bytes: Uint8Array | undefined,
  files: readonly WalkedEntry[],
  names: readonly string[],
  meta: SubmissionMeta,
  mismatches: DigestMismatches,
): Finding[] {
  if (!bytes) return [packageFinding('PACKAGE_FILE_MISSING', PREMIS, `${PREMIS} is not in the package`)];
  const premis = readPremis(bytes);
  if (typeof premis === 'string') return [invalid(premis)];
  const findings: Finding[] = [];
  const objects = premis.objects.filter((o) => o.type.endsWith('file'));
  if (objects.length !== files.length)
    findings.push(invalid(`${objects.length} file objects for ${files.length} submitted files`));
  for (const [i, file] of files.entries()) {
    const id = `${objidOf(meta.record)}/file/${i + 1}`;
    const object = objects.find((o) => o.ids.includes(id));
    if (!object) {
      findings.push(invalid(`no object ${id} for ${file.path}`));
      continue;
    }
    if (object.sizeBytes !== String(file.entry.sizeBytes)) findings.push(sizeMismatch(file, object.sizeBytes, PREMIS));
    for (const [algorithm, found] of [
      ['SHA-256', file.sha256],
      ['SHA-512', file.sha512],
      ['SM3', file.sm3],
    ] as const) {
      const expected = object.fixity.get(algorithm);
      if (expected !== found) mismatches.add(file.path, algorithm, expected ?? 'none', found ?? 'none', PREMIS);
    }
    const expected = fitText(names[i] ?? '');
    if (object.originalName !== expected) {
      findings.push(
        packageFinding('PACKAGE_NAME_MISMATCH', file.path, `PREMIS gives another original name`, {
          expected,
          found: object.originalName,
        }),
      );
    }
  }
  const known = { object: new Set(premis.objects.flatMap((o) => o.ids)), event: premis.events, agent: premis.agents };
  for (const { to, id } of premis.links) {
    if (!known[to].has(id))
      findings.push(
        packageFinding('PACKAGE_PREMIS_LINK_BROKEN', PREMIS, `no ${to} has the identifier ${id}`, { found: id }),
      );
  }
  if (!premis.events.has(meta.event.id)) {
    findings.push(
      packageFinding('PACKAGE_PREMIS_LINK_BROKEN', PREMIS, `the received event ${meta.event.id} is not described`, {
        found: meta.event.id,
      }),
    );
  }
  return findings;
}

function invalid(found: string): Finding {
  return packageFinding('PACKAGE_PREMIS_INVALID', PREMIS, `${PREMIS}: ${found}`, { found });
}
