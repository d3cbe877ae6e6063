import { type Finding } from '../../finding.js';
import { type Evidence, foundOnly } from '../../signatures/evidence.js';
import { MAX_NAMED, notChecked } from '../../signatures/facts.js';
import { signatureFinding } from '../../signatures/findings.js';
import {
  type OfdContainer,
  type OfdPlace,
  type VerifiedOfdSignature,
  verifyOfdSignature,
} from '../../signatures/ofd/verify.js';
import { type ZipArchive } from '../../zip.js';
import { type ReadLimits } from '../format.js';
import { candidates, folderOf } from './locations.js';

export interface ListedSignature {
  place: OfdPlace;
  /** The list that names it (Signatures.xml). */
  listedIn: string;
}

/** Each signature costs a look at every file it names: a document has a few. */
const MAX_VERIFIED = 100;
const MAX_LISTED = 20;
/** Several signatures name the same files: so much of them is kept between two looks. */
const KEPT_BYTES = 32 << 20;

/** Verifies what the document lists as its signatures and seals, and says what none of them covers. */
export async function verifySignatures(
  archive: ZipArchive,
  { signatures: listed, pages }: { signatures: readonly ListedSignature[]; pages: ReadonlySet<string> },
  limits: ReadLimits,
): Promise<{ evidence: Evidence[]; findings: Finding[] }> {
  const container = containerOf(archive);
  const verified: { place: OfdPlace; result: VerifiedOfdSignature | null }[] = [];
  for (const [i, { place }] of listed.entries()) {
    const result = i < MAX_VERIFIED ? await verifyOfdSignature(place, container, limits) : null;
    verified.push({ place, result });
  }
  const apart = new Set(listed.map((one) => one.listedIn));
  for (const { result } of verified) for (const path of result?.own ?? []) apart.add(path);
  const content = archive.entries
    .filter(({ name, directory }) => !directory && !name.startsWith('META-INF/') && name !== 'mimetype')
    .map(({ name }) => name)
    .filter((name) => !apart.has(name));

  const findings: Finding[] = [];
  const intact = verified.flatMap(({ result }) =>
    result && result.evidence.digests.is === 'right' && result.evidence.value.is === 'right' ? [result.covered] : [],
  );
  const uncovered = content.filter((name) => !intact.some((covered) => covered.has(name)));
  // What a later signature covers was added under that signature; a page that none covers is nobody's word.
  const bare = uncovered.find((name) => pages.has(name));
  const evidence = verified.map(({ place, result }): Evidence => {
    if (!result) return foundOnly(place, `more than ${MAX_VERIFIED} signatures`);
    findings.push(...result.findings);
    const outside = content.filter((name) => !result.covered.has(name));
    return {
      ...result.evidence,
      document: bare === undefined ? { is: 'right' } : notChecked(`no intact signature covers ${bare.slice(0, 200)}`),
      coverage: {
        extent: outside.length === 0 ? 'whole' : 'partial',
        covers: [...result.covered].slice(0, MAX_NAMED),
        outside: outside.slice(0, MAX_NAMED),
      },
    };
  });
  if (intact.length > 0) {
    for (const name of uncovered.slice(0, MAX_LISTED))
      findings.push(signatureFinding('OFD_SIGNATURE_UNCOVERED', name, 'no intact signature or seal covers this file'));
  }
  return { evidence, findings };
}

function containerOf(archive: ZipArchive): OfdContainer {
  const kept = new Map<string, Uint8Array>();
  let keptBytes = 0;
  return {
    async read(path) {
      const known = kept.get(path);
      if (known) return known;
      const entry = archive.byName.get(path);
      const bytes = entry === undefined ? null : await archive.read(entry);
      if (bytes && keptBytes + bytes.length <= KEPT_BYTES) {
        kept.set(path, bytes);
        keptBytes += bytes.length;
      }
      return bytes;
    },
    find(location, folder) {
      for (const path of candidates(location, [folder, ''])) if (archive.byName.has(path)) return path;
      // The folder of the list, which some writers take for the base.
      const above = folderOf(folder.slice(0, -1));
      for (const path of candidates(location, [above])) if (archive.byName.has(path)) return path;
      return null;
    },
  };
}
