import { type Finding } from '../finding.js';
import { packageFinding } from './findings.js';
import { AIP_PROFILE, MANIFEST, METS } from './layout.js';
import { parseManifest } from './manifest.js';
import { readMets, type MetsContents } from './mets-read.js';
import { type WalkedEntry } from './walk-entries.js';

type ByPath = ReadonlyMap<string, WalkedEntry>;

/** METS.xml against the files (docs/package-format.md §4). `mets`: for what other documents must agree with. */
export function checkMets(
  files: ByPath,
  mismatches: DigestMismatches,
): { mets: MetsContents | null; findings: Finding[] } {
  const bytes = files.get(METS)?.bytes;
  if (!bytes)
    return { mets: null, findings: [packageFinding('PACKAGE_FILE_MISSING', METS, `${METS} is not in the package`)] };
  const mets = readMets(bytes);
  if (typeof mets === 'string') return { mets: null, findings: [invalid(mets)] };
  const findings: Finding[] = [];
  if (mets.profile !== AIP_PROFILE || mets.packageType !== 'AIP') {
    const more = { expected: `${AIP_PROFILE} AIP`, found: `${mets.profile} ${mets.packageType}` };
    findings.push(packageFinding('PACKAGE_PROFILE_UNKNOWN', METS, `PROFILE and package type ${more.found}`, more));
  }
  for (const id of mets.danglingIds) findings.push(invalid(`no element has the ID ${id}`));

  const listed = new Set<string>([METS, MANIFEST]);
  for (const reference of mets.references) {
    const file = reference.path === null ? undefined : files.get(reference.path);
    if (!file) {
      findings.push(
        packageFinding(
          'PACKAGE_FILE_MISSING',
          reference.href,
          `${METS} names ${reference.href}, which is not in the package`,
        ),
      );
      continue;
    }
    if (listed.has(file.path)) findings.push(invalid(`${reference.href} is listed twice or must not be listed`));
    listed.add(file.path);
    if (reference.sizeBytes !== String(file.entry.sizeBytes)) {
      findings.push(sizeMismatch(file, reference.sizeBytes, METS));
    }
    if (reference.checksumType !== 'SHA-512')
      findings.push(invalid(`${reference.href} has a checksum of type ${reference.checksumType}`));
    else if (reference.checksum.toLowerCase() !== file.sha512)
      mismatches.add(file.path, 'SHA-512', reference.checksum, file.sha512, METS);
  }
  for (const path of files.keys()) {
    if (!listed.has(path))
      findings.push(packageFinding('PACKAGE_FILE_UNLISTED', path, `${METS} does not list ${path}`));
  }
  return { mets, findings };
}

/** manifest-sha512.txt against the files (§5). */
export function checkManifest(files: ByPath, mismatches: DigestMismatches): Finding[] {
  const bytes = files.get(MANIFEST)?.bytes;
  if (!bytes) return [packageFinding('PACKAGE_FILE_MISSING', MANIFEST, `${MANIFEST} is not in the package`)];
  const lines = parseManifest(Buffer.from(bytes).toString());
  if (!lines)
    return [
      packageFinding('PACKAGE_MANIFEST_INVALID', MANIFEST, 'a line is not "<sha512>  <path>", or a path stands twice'),
    ];
  const findings: Finding[] = [];
  for (const [path, sha512] of lines) {
    const file = files.get(path);
    if (!file)
      findings.push(
        packageFinding('PACKAGE_FILE_MISSING', path, `${MANIFEST} names ${path}, which is not in the package`),
      );
    else if (file.sha512 !== sha512) mismatches.add(path, 'SHA-512', sha512, file.sha512, MANIFEST);
  }
  for (const path of files.keys()) {
    if (path !== MANIFEST && !lines.has(path))
      findings.push(packageFinding('PACKAGE_FILE_UNLISTED', path, `${MANIFEST} does not list ${path}`));
  }
  return findings;
}

export function sizeMismatch(file: WalkedEntry, expected: string, by: string): Finding {
  const found = String(file.entry.sizeBytes);
  return packageFinding('PACKAGE_SIZE_MISMATCH', file.path, `${by} says ${expected} bytes, there are ${found}`, {
    expected,
    found,
  });
}

/** Which stated digests the bytes of a file do not have. One damaged file is one finding, however many lists name it. */
export class DigestMismatches {
  private readonly byPath = new Map<string, { algorithm: string; expected: string; found: string; by: string }[]>();

  add(path: string, algorithm: string, expected: string, found: string, by: string): void {
    const list = this.byPath.get(path) ?? [];
    list.push({ algorithm, expected, found, by });
    this.byPath.set(path, list);
  }

  findings(): Finding[] {
    return [...this.byPath].map(([path, list]) => {
      const lists = [...new Set(list.map((m) => m.by))].map(
        (by) => `${by} (${list.filter((m) => m.by === by).map((m) => m.algorithm).join(', ')})`, // prettier-ignore
      );
      const [{ algorithm, expected, found }] = list as [(typeof list)[number]];
      return packageFinding('PACKAGE_DIGEST_MISMATCH', path, `the bytes are not those of ${lists.join(', ')}`, {
        expected: `${algorithm}:${expected}`,
        found: `${algorithm}:${found}`,
      });
    });
  }
}

function invalid(found: string): Finding {
  return packageFinding('PACKAGE_METS_INVALID', METS, `${METS}: ${found}`, { found });
}
