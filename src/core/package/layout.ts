import { createHash } from 'node:crypto';

/** Names inside a package (docs/package-format.md §1) and where a package lies in the store. */

/** `schema` of submission.json: the name and version of the whole format. */
export const PACKAGE_SCHEMA = 'dantao/aip/v1';

/** AIPM2 of E-ARK AIP 2.2.0, literally: the host `earkdip` stands there, evidently a slip, and is what validators compare. */
export const AIP_PROFILE = 'https://earkdip.dilcis.eu/profile/E-ARK-AIP-v2-2-0.xml';

export const METS = 'METS.xml';
export const MANIFEST = 'manifest-sha512.txt';
export const DC = 'metadata/descriptive/dc.xml';
export const RECORD = 'metadata/descriptive/record.json';
export const FACTS = 'metadata/descriptive/facts.json';
export const FINDINGS = 'metadata/other/findings.json';
export const CHECKS = 'metadata/other/checks.json';
export const SUBMISSION = 'metadata/other/submission.json';
export const SENDER_JWS = 'metadata/other/submission.jws';
export const VALIDATION = 'metadata/other/validation.json';
export const VALIDATION_ETSI = 'metadata/other/validation.xml';
export const PREMIS = 'metadata/preservation/premis.xml';
export const README = 'documentation/README.txt';
export const SCHEMA_FILE = 'schemas/DILCISExtensionMETS.xsd';
export const DATA = 'representations/rep1/data/';

export function objidOf(recordId: string): string {
  return `urn:uuid:${recordId}`;
}

/** AIP21: the root folder is the OBJID with `+` for `:`, which no file system minds. */
export function rootOf(recordId: string): string {
  return `urn+uuid+${recordId}`;
}

/** Entry name of a submitted file. */
export function dataPath(recordId: string, filePath: string): string {
  return `${rootOf(recordId)}/${DATA}${filePath}`;
}

/**
 * `aip/v1/<hash2>/<fonds uuid>/<yyyy>/<uuid>/v00001.zip`. Two hex digits of SHA-256(uuid) come first:
 * UUIDv7 alone would make one prefix that only grows at its end.
 * A later version ends with the last 12 hex digits of its change: `v00002-3f5e8c7a1b20.zip`.
 */
export function packageKey(recordId: string, version: number, fondsId: string, at: Date, change?: string): string {
  const name = `v${String(version).padStart(5, '0')}${change === undefined ? '' : `-${change.slice(-12)}`}`;
  return `aip/v1/${hash2Of(recordId)}/${fondsId}/${at.getUTCFullYear()}/${recordId}/${name}.zip`;
}

/** Names a version inside its package: the ledger's number of its event is known only at the commit. */
export function versionId(recordId: string, version: number): string {
  return `${objidOf(recordId)}/version/${version}`;
}

/**
 * `reports/v1/<hash2>/<fonds uuid>/<uuid>/00002-<16 hex of its SHA-256>.json`: a report on the signatures of a record that
 * came after its package. A try that never came to its commit must not keep the next from its place.
 */
export function reportKey(recordId: string, fondsId: string, number: number, sha256: string): string {
  return `reports/v1/${hash2Of(recordId)}/${fondsId}/${recordId}/${String(number).padStart(5, '0')}-${sha256.slice(0, 16)}.json`;
}

function hash2Of(recordId: string): string {
  return createHash('sha256').update(recordId).digest('hex').slice(0, 2);
}

/** Path → relative reference: each segment percent-encoded, RFC 3986. */
export function hrefOf(path: string): string {
  if (/^[A-Za-z0-9/._-]*$/.test(path)) return path;
  return path.split('/').map(encodeURIComponent).join('/');
}
