import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { type Verified } from '../../signatures/evidence.js';
import { type Given } from '../../signatures/given.js';
import { verifyXmlSignatures } from '../../signatures/xml/verify.js';
import { detectXmlEncoding, readXml } from '../../xml.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';
import { kindOf, type Root } from './kinds.js';
import { isBureau, SignatureWatcher } from './signatures.js';

/** XML 1.0 with namespaces, without a DTD. What it is, is told from its root element. */
export const xml: Format = {
  id: 'xml',
  zh: 'XML 文档',
  en: 'XML document',
  matches: (head) => startOfXml(head),
  read: readXmlFile,
};

/** `<` after an optional mark and white space, in any of the encodings, and then what may follow it. */
function startOfXml(head: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)?[ \t\r\n]*<(?:\?xml\s|!--|!DOCTYPE\s(?!html)|\?[A-Za-z]|[A-Za-z_\x80-\xff])/i.test(
    startOf(head),
  );
}

/** The first bytes as Latin-1, without the zeros of UTF-16. */
function startOf(head: Uint8Array): string {
  const start = Buffer.from(head.subarray(0, 512)).toString('latin1');
  return detectXmlEncoding(head).startsWith('utf-16') ? start.replaceAll('\0', '') : start;
}

async function readXmlFile(source: ByteSource, limits: ReadLimits, given: Given): Promise<Reading | null> {
  const declared = startOf(await source.read(0, 512)).includes('<?xml');
  const watcher = new SignatureWatcher();
  let root: Root | null = null;
  const problem = await readXml(
    source,
    {
      open(tag, depth) {
        if (depth === 1) {
          const namespaces = Object.values(tag.ns ?? {});
          root = { local: tag.local, uri: tag.uri, namespaces };
        }
        watcher.open(tag, depth);
      },
      close(_tag, depth) {
        watcher.close(depth);
      },
    },
    limits,
  );
  const seen = root as Root | null;
  // Neither declared as XML nor an element in sight: text that happens to begin with `<`.
  if (problem !== null && problem.code === 'XML_NOT_WELL_FORMED' && !declared && (seen === null || isHtml(seen)))
    return null;
  const findings: Finding[] = [];
  if (problem !== null) {
    const more = problem.code === 'XML_ENCODING_UNSUPPORTED' ? { found: problem.message } : {};
    findings.push(formatFinding(problem.code, `line ${problem.line}, column ${problem.column}`, problem.message, more));
  }
  const kind = seen === null ? null : kindOf(seen);
  const { verified, why } = await verify(
    source,
    watcher.verifiable || kind?.evidenceRecord === true,
    problem === null,
    limits,
    given,
  );
  const reading = readingOf(
    {
      format: 'xml',
      pronom: ['fmt/101'],
      mimeType: 'application/xml',
      description: kind === null ? 'XML' : `XML ${kind.description}`,
      version: '1.0',
    },
    findings,
    {
      evidence: watcher.evidence(verified?.evidence ?? null, why, kind?.evidenceRecord === true),
      unchecked: problem !== null && problem.code !== 'XML_NAMESPACES_BROKEN',
    },
  );
  // A broken signature does not make the document less whole.
  return { ...reading, findings: [...findings, ...(verified?.findings ?? [])] };
}

async function verify(
  source: ByteSource,
  needed: boolean,
  readable: boolean,
  limits: ReadLimits,
  given: Given,
): Promise<{ verified: Verified | null; why: string }> {
  if (!needed) return { verified: null, why: '' };
  if (!readable) return { verified: null, why: 'the document can not be read to its end' };
  if (source.sizeBytes > MAX_VERIFIED_BYTES) return { verified: null, why: `larger than ${MAX_VERIFIED_BYTES} bytes` };
  const bytes = await source.read(0, source.sizeBytes);
  return { verified: await verifyXmlSignatures(bytes, { limits, given, leave: isBureau }), why: 'past the limits' };
}

/** A larger one would be held in memory whole, several times over as a tree. */
const MAX_VERIFIED_BYTES = 32 << 20;

const isHtml = (root: Root): boolean => root.local.toLowerCase() === 'html';
