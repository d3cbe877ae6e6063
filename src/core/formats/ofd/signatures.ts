import { createHash } from 'node:crypto';
import { type Finding } from '../../finding.js';
import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { type Change, type Check, MAX_NAMED, notChecked, RIGHT } from '../../signatures/facts.js';
import { signatureFinding } from '../../signatures/findings.js';
import { closeOpenValue } from '../../signatures/open-value.js';
import { type OfdContainer, type OfdPlace, type VerifiedOfdSignature, worse } from '../../signatures/ofd/verified.js';
import { verifyOfdSignature } from '../../signatures/ofd/verify.js';
import { certificatesIn } from './certificates.js';
import { type ZipArchive } from '../../zip.js';
import { type ReadLimits } from '../format.js';
import { uncoveredParts } from './coverage.js';
import { candidates, folderOf } from '../../ofd/locations.js';
import { type Part, type PartRole } from './parts.js';

export interface ListedSignature {
  place: OfdPlace;
  /** The list that names it (Signatures.xml). */
  listedIn: string;
}

/** Each signature costs a look at every file it names: a document has a few. */
const MAX_VERIFIED = 100;
const MAX_LISTED = 20;
/** Of all signatures together. */
const MAX_NAMED_FILES = 100_000;
/** `Doc_0/Signs/Sign_0/` has three above it. */
const MAX_FOLDERS = 8;
/** Several signatures name the same files: so much of them is kept between two looks. */
const KEPT_BYTES = 32 << 20;

interface Walked {
  signatures: readonly ListedSignature[];
  parts: ReadonlyMap<string, Part>;
}

/** Verifies what the document lists as its signatures and seals, and says what none of them covers. */
export async function verifySignatures(
  archive: ZipArchive,
  { signatures: listed, parts }: Walked,
  limits: ReadLimits,
): Promise<{ evidence: Evidence[]; findings: Finding[] }> {
  if (listed.length === 0) return { evidence: [], findings: [] };
  const container = containerOf(archive);
  const verified: { place: OfdPlace; result: VerifiedOfdSignature | null }[] = [];
  for (const [i, { place }] of listed.entries()) {
    const result = i < MAX_VERIFIED ? await verifyOfdSignature(place, container, limits) : null;
    verified.push({ place, result });
  }
  await closeOpenValues(archive, verified);
  const apart = new Set(listed.map((one) => one.listedIn));
  for (const { result } of verified) for (const path of result?.own ?? []) apart.add(path);
  const content = archive.entries
    .filter(({ name, directory }) => !directory && !name.startsWith('META-INF/') && name !== 'mimetype')
    .map(({ name }) => name)
    .filter((name) => !apart.has(name));

  const findings: Finding[] = [];
  const holding = verified.filter(({ result }) => result !== null && holds(result.evidence));
  // What a later signature covers was added under that signature.
  const uncovered = uncoveredParts(content, parts, (path) => holding.some(({ result }) => result!.covered.has(path)));
  const open = uncovered.find(({ weight }) => weight === 'open');
  const evidence = verified.map(({ place, result }): Evidence => {
    if (!result) return foundOnly(place, `more than ${MAX_VERIFIED} signatures`);
    findings.push(...result.findings);
    const outside = content.filter((name) => !result.covered.has(name));
    const shown: Check =
      open === undefined ? RIGHT : notChecked(`no intact signature covers ${open.path.slice(0, 200)}`);
    return {
      ...result.evidence,
      document: worse(result.evidence.document, shown),
      coverage: {
        extent: outside.length === 0 ? 'whole' : 'partial',
        covers: [...result.covered].slice(0, MAX_NAMED),
        outside: outside.slice(0, MAX_NAMED),
      },
      changes: outside.slice(0, MAX_NAMED).flatMap((path) => laterChange(path, result, holding, parts)),
    };
  });
  if (holding.length > 0)
    for (const { path, role, weight } of uncovered.slice(0, MAX_LISTED)) {
      const code = weight === 'open' ? 'OFD_SHOWN_UNCOVERED' : 'OFD_SIGNATURE_UNCOVERED';
      findings.push(signatureFinding(code, path, `no intact signature or seal covers this ${NAMES[role]}`));
    }
  return { evidence, findings };
}

const NAMES: Readonly<Record<PartRole | 'stray', string>> = {
  root: 'entry file',
  document: 'document',
  page: 'page',
  template: 'template of pages',
  annotation: 'annotation',
  tag: 'custom tag',
  image: 'image or medium',
  resource: 'resource',
  attachment: 'attachment',
  signature: 'part of a signature',
  other: 'file',
  stray: 'file, which nothing refers to',
};

/** Its digests are right, and its value is, or waits only for the certificate. */
const holds = ({ digests, value, openValue }: Evidence): boolean =>
  digests.is === 'right' && (value.is === 'right' || (value.is === 'not-checked' && openValue !== undefined));

/** A file outside of one signature that another, intact one covers: what came with that one, or was left to it. */
function laterChange(
  path: string,
  own: VerifiedOfdSignature,
  holding: readonly { place: OfdPlace; result: VerifiedOfdSignature | null }[],
  parts: ReadonlyMap<string, Part>,
): Change[] {
  const by = holding.find(({ result }) => result !== own && result!.covered.has(path));
  if (!by) return [];
  const role = parts.get(path)?.role ?? 'other';
  const kind = role === 'page' || role === 'template' ? 'page-content' : role === 'annotation' ? 'annotation' : role === 'signature' ? 'signature' : 'other'; // prettier-ignore
  return [{ where: path.slice(0, 200), kind, permitted: true, why: `this signature leaves it open; ${by.place.id} covers it` }]; // prettier-ignore
}

/** A value that stands alone may have been made by someone whose certificate is elsewhere in the document. */
async function closeOpenValues(
  archive: ZipArchive,
  verified: readonly { result: VerifiedOfdSignature | null }[],
): Promise<void> {
  const open = verified.flatMap(({ result }) => (result?.evidence.openValue ? [result] : []));
  if (open.length === 0) return;
  const beside = verified.flatMap(({ result }) => result?.evidence.material.certificates ?? []);
  const certificates = [...beside, ...(await certificatesIn(archive))];
  for (const result of open) result.evidence = closeOpenValue(result.evidence, certificates);
}

function containerOf(archive: ZipArchive): OfdContainer {
  const kept = new Map<string, Uint8Array>();
  let keptBytes = 0;
  const digests = new Map<string, Buffer | null>();
  let named = 0;
  return {
    read,
    async digest(path, algorithm) {
      const name = `${algorithm} ${path}`;
      let digest = digests.get(name);
      if (digest === undefined) {
        const bytes = await read(path);
        digest = bytes && createHash(algorithm).update(bytes).digest();
        digests.set(name, digest);
      }
      return digest;
    },
    mayName: (count) => (named += count) <= MAX_NAMED_FILES,
    find: (location, folder) => all(location, folder)[0] ?? null,
    all,
  };

  async function read(path: string): Promise<Uint8Array | null> {
    const known = kept.get(path);
    if (known) return known;
    const entry = archive.byName.get(path);
    const bytes = entry === undefined ? null : await archive.read(entry);
    if (bytes && keptBytes + bytes.length <= KEPT_BYTES) {
      kept.set(path, bytes);
      keptBytes += bytes.length;
    }
    return bytes;
  }

  function all(location: string, folder: string): string[] {
    // Every folder above comes last: some writers take that of the list or of the document for the base.
    const folders = [folder, ''];
    for (let above = folder; above !== '' && folders.length < MAX_FOLDERS;) folders.push((above = folderOf(above.slice(0, -1)))); // prettier-ignore
    return candidates(location, folders).filter((path) => archive.byName.has(path));
  }
}
