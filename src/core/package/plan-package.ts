import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DILCIS_SCHEMA } from './dilcis-schema.js';
import { isSafePath } from './file-path.js';
import {
  DATA,
  CHECKS,
  DC,
  FACTS,
  FINDINGS,
  MANIFEST,
  METS,
  objidOf,
  packageKey,
  PREMIS,
  README,
  RECORD,
  rootOf,
  SCHEMA_FILE,
  SENDER_JWS,
  SUBMISSION,
  VALIDATION,
  VALIDATION_ETSI,
} from './layout.js';
import { manifestLine } from './manifest.js';
import { type PackageInput, type PackagePlan } from './plan.js';
import { README_TEXT } from './readme.js';
import { CHECKS_SCHEMA, checksJson } from '../checks/report/json.js';
import { FACTS_SCHEMA, factsJson } from './facts-json.js';
import { titleOf } from '../records/title.js';
import { FINDINGS_SCHEMA, findingsJson, reportInputOf, submissionJson } from './report-json.js';
import { encodeEtsiReport } from '../signatures/report/etsi.js';
import { REPORT_SCHEMA, validationReport } from '../signatures/report/report.js';
import { TEMPLATE_XML } from './template-xml.js';
import { type ListedFile, type ListedMetadata, type XmlWriters } from './xml-writers.js';
import { layZip, type Packed } from './zip-layout.js';

export { dataPath } from './layout.js';
export { localHeaderBytes } from './zip-records.js';

/** Up to this much submitted data the metadata comes first; above, the files come first and stay where they were received. */
export const METADATA_FIRST_BYTES = 64 * 1024 * 1024;

/** A file written by us, measured. */
interface Written {
  path: string;
  bytes: Uint8Array;
  sha512: string;
  crc32: number;
}

/** The same in every package: measured once. */
const README_FILE = written(README, README_TEXT);
const SCHEMA_WRITTEN = written(SCHEMA_FILE, DILCIS_SCHEMA);

/**
 * The bytes of one AIP version (docs/package-format.md). A pure function: size, CRC-32 and digests of the files come from the input
 * and are not computed again. Throws RangeError for what intake has to refuse before: no file, an unsafe or repeated path, a nonce
 * that is not 32 bytes, a version that is no positive integer or does not follow the one before.
 */
export function planPackage(input: PackageInput, xml: XmlWriters = TEMPLATE_XML): PackagePlan {
  assertPackable(input);
  const root = rootOf(input.recordId);
  const { metadata, mets } = describe(input, xml);
  const files: Packed[] = input.files.map((file, index) => ({
    name: `${root}/${DATA}${file.path}`,
    sizeBytes: file.sizeBytes,
    crc32: file.crc32,
    content: { file: index },
  }));
  const ours = [mets, ...metadata, README_FILE, SCHEMA_WRITTEN];
  const payloadBytes = input.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const filesFirst = payloadBytes > METADATA_FIRST_BYTES;

  const ownLines = ours.map((file) => manifestLine(file.sha512, file.path)).join('');
  const fileLines = input.files.map((file) => manifestLine(file.digests.sha512, DATA + file.path)).join('');
  const manifest = Buffer.from(filesFirst ? fileLines + ownLines : ownLines + fileLines);
  const packed = [mets, { path: MANIFEST, bytes: manifest, crc32: crc32(manifest) }, ...ours.slice(1)].map(
    (file): Packed => ({
      name: `${root}/${file.path}`,
      sizeBytes: file.bytes.length,
      crc32: file.crc32,
      content: file.bytes,
    }),
  );

  const { segments, sizeBytes, dataOffsets } = layZip(filesFirst ? [...files, ...packed] : [...packed, ...files]);
  const first = filesFirst ? 0 : packed.length;
  return {
    segments,
    sizeBytes,
    offsets: dataOffsets.slice(first, first + files.length),
    paths: files.map((file) => file.name),
    key: packageKey(input.recordId, input.version, input.fondsId, input.at, input.change?.id),
  };
}

/** METS.xml and the files it lists under metadata/, those in the order of their paths. */
function describe(input: PackageInput, xml: XmlWriters): { metadata: Written[]; mets: Written } {
  const { declaration, senderSignature, software } = input;
  const objid = objidOf(input.recordId);
  const title = titleOf(declaration, input.reading);
  const at = input.at.toISOString();
  const dc = written(
    DC,
    xml.dc({
      objid,
      title,
      kind: input.reading?.kind ?? declaration.kind,
      ...(declaration.creator === undefined ? {} : { creator: declaration.creator }),
      ...(declaration.date === undefined ? {} : { date: declaration.date }),
      ...(declaration.source === undefined ? {} : { businessKey: declaration.source.businessKey }),
    }),
  );
  const record = written(RECORD, input.declarationBytes);
  const said = factsJson(input);
  const facts = said === null ? [] : [written(FACTS, said)];
  const findings = written(FINDINGS, findingsJson(input));
  const checks = input.checks ? [written(CHECKS, checksJson(input.recordId, input.checks))] : [];
  const submission = written(SUBMISSION, submissionJson(input));
  const jws = senderSignature ? [written(SENDER_JWS, senderSignature.jws)] : [];
  const report = reportInputOf(input);
  const validation = report ? [written(VALIDATION, validationReport(report))] : [];
  const etsi = report ? [written(VALIDATION_ETSI, encodeEtsiReport(report))] : [];
  const premis = written(
    PREMIS,
    xml.premis({ objid, at, eventId: input.eventId, actor: input.actor, software, validation: input.validation, files: input.files }), // prettier-ignore
  );

  const list = (
    id: string,
    file: Written,
    section: 'dmd' | 'prov',
    mimeType: string,
    mdType: ListedMetadata['mdType'],
    detail?: string,
  ): ListedMetadata => ({
    ...listed(id, file, mimeType),
    section,
    mdType,
    ...(detail === undefined ? {} : { detail }),
  });
  const mets = xml.mets({
    objid,
    title,
    at,
    software,
    metadata: [
      list('dmd-dc', dc, 'dmd', 'application/xml', 'DC'),
      list('dmd-record', record, 'dmd', 'application/json', 'OTHER', 'dantao/record'),
      ...facts.map((file) => list('dmd-facts', file, 'dmd', 'application/json', 'OTHER', FACTS_SCHEMA)),
      list('prov-premis', premis, 'prov', 'application/xml', 'PREMIS', '3.0'),
      list('prov-findings', findings, 'prov', 'application/json', 'OTHER', FINDINGS_SCHEMA),
      list('prov-submission', submission, 'prov', 'application/json', 'OTHER', 'dantao/submission'),
      ...jws.map((file) => list('prov-jws', file, 'prov', 'application/jose', 'OTHER', 'JWS')),
      ...checks.map((file) => list('prov-checks', file, 'prov', 'application/json', 'OTHER', CHECKS_SCHEMA)),
      ...validation.map((file) => list('prov-validation', file, 'prov', 'application/json', 'OTHER', REPORT_SCHEMA)),
      ...etsi.map((file) =>
        list('prov-validation-etsi', file, 'prov', 'application/xml', 'OTHER', 'ETSI TS 119 102-2'),
      ),
    ],
    documentation: listed('doc-1', README_FILE, 'text/plain'),
    schema: listed('schema-1', SCHEMA_WRITTEN, 'application/xml'),
    files: input.files.map((file, i) => ({
      id: `file-${i + 1}`,
      path: DATA + file.path,
      mimeType: file.facts.mimeType || 'application/octet-stream',
      sizeBytes: file.sizeBytes,
      sha512: file.digests.sha512,
    })),
  });
  return {
    metadata: [dc, ...facts, record, ...checks, findings, submission, ...jws, ...validation, ...etsi, premis],
    mets: written(METS, mets),
  };
}

function listed(id: string, file: Written, mimeType: string): ListedFile {
  return { id, path: file.path, mimeType, sizeBytes: file.bytes.length, sha512: file.sha512 };
}

function written(path: string, content: string | Uint8Array): Written {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { path, bytes, sha512: hash('sha512', bytes, 'hex'), crc32: crc32(bytes) };
}

function assertPackable(input: PackageInput): void {
  if (input.files.length === 0) throw new RangeError('a package without a submitted file');
  if (input.nonce.length !== 32) throw new RangeError(`a nonce of ${input.nonce.length} bytes`);
  if (!Number.isSafeInteger(input.version) || input.version < 1)
    throw new RangeError(`package version ${input.version}`);
  const follows = input.change?.previous.version;
  if (input.version === 1 ? follows !== undefined : follows !== input.version - 1)
    throw new RangeError(`version ${input.version} after ${follows ?? 'none'}`);
  const seen = new Set<string>();
  for (const { path } of input.files) {
    if (!isSafePath(path)) throw new RangeError(`unsafe path in a package: ${JSON.stringify(path)}`);
    if (seen.has(path)) throw new RangeError(`path twice in a package: ${path}`);
    seen.add(path);
  }
}
