import { type ByteSource } from '../byte-source.js';
import { type Finding } from '../finding.js';
import { type FileReport, type SignatureReport } from '../record.js';
import { type SchemeMappings } from '../records/generic/mapping.js';
import { documentsIn } from '../records/index.js';
import { type Certificate } from '../signatures/certificate.js';
import { type Given, type InRecord } from '../signatures/given.js';
import { judge } from '../signatures/judge.js';
import { poolOf } from '../signatures/path/pool.js';
import { type ValidationContext } from '../signatures/trust.js';
import { cachedSource } from './cached-source.js';
import { cms } from './cms/index.js';
import { crl } from './crl/index.js';
import { csv } from './csv/index.js';
import { formatFinding } from './findings.js';
import { DEFAULT_LIMITS, type Format, type ReadLimits } from './format.js';
import { jpeg } from './jpeg/index.js';
import { jws } from './jws/index.js';
import { ocsp } from './ocsp/index.js';
import { ofd } from './ofd/index.js';
import { ooxml } from './ooxml/index.js';
import { pdf } from './pdf/index.js';
import { png } from './png/index.js';
import { type Reading, readingOf } from './report.js';
import { ses } from './ses/index.js';
import { text } from './text/index.js';
import { tiff } from './tiff/index.js';
import { unknown } from './unknown/index.js';
import { xml } from './xml/index.js';
import { zip } from './zip/index.js';

/**
 * Asked in this order; the last claims everything. CMS and revocation data come first: their beginning is exact, and a document inside
 * (a PDF is looked for in the first kilobyte) is not what the file is.
 */
export const FORMATS: readonly Format[] = [
  ses,
  cms,
  ocsp,
  crl,
  pdf,
  png,
  jpeg,
  tiff,
  ofd,
  ooxml,
  zip,
  xml,
  jws,
  csv,
  text,
  unknown,
];

const WINDOW_BYTES = 4096;

/**
 * What the file is, whether it is whole, and what is true of its signatures, from its content and, for what it has
 * outside, from the other files of its record. `mappings`: of the fonds, what its documents say. Throws only what the sources throw.
 */
export async function inspectBytes(
  source: ByteSource,
  limits: ReadLimits = DEFAULT_LIMITS,
  context: ValidationContext | null = null,
  record: InRecord | null = null,
  mappings: readonly SchemeMappings[] = [],
): Promise<FileReport> {
  const cached = await cachedSource(source);
  const { facts, evidence, findings } = await read(cached, limits, givenBy(context, record));
  const signatures = judge(evidence, context);
  const said =
    facts.whole === 'broken'
      ? { documents: [], findings: [] }
      : await documentsIn(cached, facts.format, limits, mappings);
  return {
    facts,
    signatures,
    documents: said.documents,
    findings: [...findings, ...notVerified(signatures), ...said.findings],
  };
}

function givenBy(context: ValidationContext | null, record: InRecord | null): Given {
  let certificates: readonly Certificate[] | null = null;
  return {
    name: record?.name ?? null,
    beside: record?.beside ?? [],
    certificates: () => (certificates ??= context ? poolOf(context.trust).certificates() : []),
  };
}

async function read(cached: ByteSource, limits: ReadLimits, given: Given): Promise<Reading> {
  if (cached.sizeBytes === 0) {
    return readingOf({ format: 'unknown', pronom: [], mimeType: 'application/x-empty', description: 'empty file' }, [
      formatFinding('FILE_EMPTY', 'offset 0', 'the file has 0 bytes', { expected: '> 0 bytes', found: '0 bytes' }),
    ]);
  }
  const head = await cached.read(0, WINDOW_BYTES);
  const tail =
    cached.sizeBytes <= WINDOW_BYTES ? head : await cached.read(cached.sizeBytes - WINDOW_BYTES, WINDOW_BYTES);
  for (const format of FORMATS) {
    const reading = format.matches(head, tail) ? await format.read(cached, limits, given) : null;
    if (reading !== null) return reading;
  }
  throw new Error('FORMATS must end with a line that claims everything');
}

/** Says of each signature whose value nobody looked at that it was not verified, and why. */
function notVerified(signatures: readonly SignatureReport[]): Finding[] {
  return signatures.flatMap(({ kind, id, where, facts: { value } }) =>
    value.is === 'not-checked'
      ? [formatFinding('SIGNATURE_NOT_VERIFIED', where, `${kind} ${id} is present, not verified: ${value.why}`)]
      : [],
  );
}
