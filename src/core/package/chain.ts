import { type Finding } from '../finding.js';
import { type PackageReport } from './check.js';
import { packageFinding } from './findings.js';

type Link = Pick<PackageReport, 'recordId' | 'version' | 'previous' | 'sizeBytes' | 'sha256' | 'sha512'>;

/**
 * The versions of a record are a chain: each after the first names the digests of the one before (docs/package-format.md
 * §9). Packages are added in any order, of any records; a version whose predecessor is not among them is not checked.
 */
export class PackageChain {
  private readonly seen = new Map<string, Link>();

  /** What contradicts the packages added before. */
  add(link: Link): Finding[] {
    const { recordId, version } = link;
    if (recordId === null || version === null) return [];
    this.seen.set(`${recordId} ${version}`, link);
    const [before, after] = [this.seen.get(`${recordId} ${version - 1}`), this.seen.get(`${recordId} ${version + 1}`)];
    return [...(before ? differences(before, link) : []), ...(after ? differences(link, after) : [])];
  }
}

function differences(before: Link, after: Link): Finding[] {
  const said = after.previous;
  if (said === null) return [];
  const told = (one: Pick<Link, 'sizeBytes' | 'sha256' | 'sha512'>) => `${one.sizeBytes} ${one.sha256} ${one.sha512}`;
  if (told(said) === told(before)) return [];
  const [expected, found] = [`SHA-256 ${said.sha256}`, `SHA-256 ${before.sha256}`];
  return [
    packageFinding(
      'PACKAGE_PREVIOUS_DIFFERS',
      `v${after.version}`,
      `version ${after.version} follows a package with ${expected}, version ${before.version} has ${found}`,
      { expected, found },
    ),
  ];
}
