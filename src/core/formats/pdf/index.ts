import { bufferOver } from '../../bytes.js';
import { type ByteSource } from '../../byte-source.js';
import { type Finding } from '../../finding.js';
import { type Verified } from '../../signatures/evidence.js';
import { formatFinding } from '../findings.js';
import { type Format, type ReadLimits } from '../format.js';
import { type Reading, readingOf } from '../report.js';
import { CLAIM_IDS, claimsInSight, claimsOf, VERSION_IDS } from './claims.js';
import { misplacedObjects, PdfDocument } from '../../pdf/document.js';
import { dictOf, nameOf, type PdfDict, PdfRef } from '../../pdf/objects.js';
import { HEADER_WITHIN, referenceFrom, startxrefBefore } from '../../pdf/open.js';
import { type Revisions, revisionsOf } from '../../pdf/revisions.js';
import { type Given } from '../../signatures/given.js';
import { verifyPdfSignatures } from '../../signatures/pdf/verify.js';

const NO_SIGNATURES: Verified = { evidence: [], findings: [] };
const TAIL_BYTES = 2048;
const MAX_XMP_BYTES = 4 << 20;

/** PDF (ISO 32000-1 and -2): header, cross-reference, trailer, catalog, and that every object is where it should be. */
export const pdf: Format = {
  id: 'pdf',
  zh: 'PDF 文档',
  en: 'PDF document',
  matches: (head, tail) =>
    bufferOver(head.subarray(0, HEADER_WITHIN + 8)).includes('%PDF-') ||
    (bufferOver(tail).includes('startxref') && bufferOver(head).includes(' obj')),
  read: readPdf,
};

async function readPdf(source: ByteSource, limits: ReadLimits, given: Given): Promise<Reading | null> {
  const findings: Finding[] = [];
  const { shift, version } = await readHeader(source, findings);
  const facts = await readStructure(source, shift, limits, findings, given);
  const claims = facts.claims;
  const claimed = claims.map((claim) => CLAIM_IDS[claim]).find((id) => id !== undefined);
  const known = version === undefined ? undefined : VERSION_IDS[version];
  const pronom = claimed ?? known;
  const reading = readingOf(
    {
      format: 'pdf',
      pronom: pronom === undefined ? [] : [pronom],
      mimeType: 'application/pdf',
      description: `PDF${version === undefined ? '' : ` ${version}`}${claims.length === 0 ? '' : `, claims ${claims.join(', ')}`}`,
      ...(version === undefined ? {} : { version }),
      ...(claims.length === 0 ? {} : { claims }),
      ...(facts.encrypted === undefined ? {} : { encrypted: facts.encrypted }),
    },
    findings,
    { evidence: facts.signatures.evidence, unchecked: facts.unchecked },
  );
  // What is wrong with a signature does not break the document.
  return { ...reading, findings: [...reading.findings, ...facts.signatures.findings] };
}

/** ISO 32000-1 7.5.2; readers look for it in the first 1,024 bytes, offsets then count from there. */
async function readHeader(source: ByteSource, findings: Finding[]): Promise<{ shift: number; version?: string }> {
  const head = bufferOver(await source.read(0, HEADER_WITHIN + 16));
  const at = head.indexOf('%PDF-');
  if (at < 0) {
    findings.push(
      formatFinding('PDF_HEADER_MISSING', 'offset 0', 'no %PDF- in the first 1,024 bytes', {
        expected: '%PDF-1.7',
        found: printable(head.subarray(0, 8)),
      }),
    );
    return { shift: 0 };
  }
  if (at > 0) {
    findings.push(
      formatFinding('PDF_LEADING_BYTES', 'offset 0', `${at} bytes stand before the header`, {
        expected: '%PDF- at offset 0',
        found: `${at} bytes`,
      }),
    );
  }
  const version = /^%PDF-(\d\.\d)(?!\d)/.exec(head.toString('latin1', at, at + 9))?.[1];
  if (version === undefined || VERSION_IDS[version] === undefined) {
    findings.push(
      formatFinding('PDF_HEADER_MISSING', `offset ${at}`, 'the header names no version of PDF', {
        expected: '%PDF-1.0 to %PDF-2.0',
        found: printable(head.subarray(at, at + 9)),
      }),
    );
  }
  return { shift: at, ...(version === undefined ? {} : { version }) };
}

interface Structure {
  claims: string[];
  signatures: Verified;
  encrypted?: boolean;
  unchecked: boolean;
}

async function readStructure(
  source: ByteSource,
  shift: number,
  limits: ReadLimits,
  findings: Finding[],
  given: Given,
): Promise<Structure> {
  const outOfReach = async (): Promise<Structure> => ({
    claims: await claimsInSight(source),
    signatures: NO_SIGNATURES,
    unchecked: true,
  });
  const startxref = await readEnd(source, findings);
  if (startxref === null) return outOfReach();
  const { base, ...read } = await referenceFrom(source, startxref, shift, limits);
  for (const { code, where, message } of read.problems) findings.push(formatFinding(code, where, message));
  if (read.reference === null) return outOfReach();
  const { trailer } = read.reference;
  const encrypted = trailer.get('Encrypt') !== undefined && trailer.get('Encrypt') !== null;
  if (encrypted) findings.push(formatFinding('PDF_ENCRYPTED', 'trailer', 'the document is encrypted'));
  const size = trailer.get('Size');
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    findings.push(formatFinding('PDF_TRAILER_BROKEN', 'trailer', '/Size is missing or no number'));
  }
  const document = await PdfDocument.open(source, read.reference, base, limits);
  const misplaced = await misplacedObjects(document, 5);
  if (misplaced.count > 0) {
    findings.push(
      formatFinding(
        'PDF_XREF_BROKEN',
        misplaced.listed.join('; '),
        `${misplaced.count} of ${read.reference.places.size} objects are not where the cross-reference says`,
        {
          expected: 'n g obj at each offset',
          found: `${misplaced.count} misplaced`,
        },
      ),
    );
  }
  const rootRef = trailer.get('Root');
  if (!(rootRef instanceof PdfRef)) {
    findings.push(formatFinding('PDF_TRAILER_BROKEN', 'trailer', '/Root is missing or no reference'));
    return { ...(await outOfReach()), encrypted };
  }
  const unreadable = document.closed !== null && read.reference.places.get(rootRef.number)?.kind === 'inside';
  if (unreadable) {
    findings.push(
      formatFinding('PDF_NOT_LOOKED_AT', `object ${rootRef.number}`, 'the catalog lies in an encrypted object stream'),
    );
    return { ...(await outOfReach()), encrypted };
  }
  const cutShort = read.problems.some(({ code }) => code === 'PDF_NOT_LOOKED_AT');
  const told = await revisionsOf(source, read.reference, base);
  const revisions = { ...told, cutShort: told.cutShort || cutShort };
  const catalog = await readCatalog(document, rootRef, revisions, findings, given);
  return { encrypted, ...catalog, unchecked: catalog.unchecked || cutShort };
}

/** `%%EOF` and the offset before it (ISO 32000-1 7.5.5); null after a finding. */
async function readEnd(source: ByteSource, findings: Finding[]): Promise<number | null> {
  for (let length = TAIL_BYTES; ; length *= 16) {
    const start = Math.max(0, source.sizeBytes - length);
    const tail = bufferOver(await source.read(start, length));
    const eof = tail.lastIndexOf('%%EOF');
    if (eof < 0 && start > 0 && length < 1 << 20) continue;
    if (eof < 0) {
      findings.push(
        formatFinding('PDF_TRUNCATED', 'end of file', 'no %%EOF: the file is cut off', {
          expected: '%%EOF',
          found: printable(tail.subarray(-12)),
        }),
      );
    } else {
      const rest = trailingBytes(tail.subarray(eof + 5));
      if (rest > 0)
        findings.push(
          formatFinding('PDF_TRAILING_BYTES', `offset ${start + eof + 5}`, `${rest} bytes stand after %%EOF`, {
            found: `${rest} bytes`,
          }),
        );
    }
    const offset = startxrefBefore(tail, eof);
    if (offset !== null) return offset;
    const code = eof < 0 ? 'PDF_TRUNCATED' : 'PDF_XREF_BROKEN';
    if (eof >= 0) findings.push(formatFinding(code, 'end of file', 'no startxref with an offset before %%EOF'));
    return null;
  }
}

function trailingBytes(rest: Buffer): number {
  let end = rest.length;
  while (
    end > 0 &&
    (rest[end - 1] === 0 ||
      rest[end - 1] === 10 ||
      rest[end - 1] === 13 ||
      rest[end - 1] === 32 ||
      rest[end - 1] === 26)
  )
    end--;
  return end;
}

async function readCatalog(
  document: PdfDocument,
  rootRef: PdfRef,
  revisions: Revisions,
  findings: Finding[],
  given: Given,
): Promise<Structure> {
  const where = `object ${rootRef.number}`;
  const catalog = dictOf(await document.resolve(rootRef));
  if (catalog === undefined || nameOf(await document.resolve(catalog.get('Type'))) !== 'Catalog') {
    findings.push(
      formatFinding(
        'PDF_ROOT_MISSING',
        where,
        catalog === undefined ? '/Root points at no dictionary' : '/Root points at something else',
        {
          expected: '/Type /Catalog',
          found: catalog === undefined ? 'nothing' : `/Type /${nameOf(catalog.get('Type')) ?? '?'}`,
        },
      ),
    );
    return { claims: await claimsInSight(document.source), signatures: NO_SIGNATURES, unchecked: true };
  }
  let unchecked = !(await checkPages(document, catalog, findings));
  const form = await verifyPdfSignatures(document, catalog, revisions, given.certificates());
  if (!form.complete) {
    unchecked = true;
    findings.push(
      formatFinding(
        'PDF_NOT_LOOKED_AT',
        'AcroForm',
        'part of the form can not be read: signatures may be there unseen',
      ),
    );
  }
  const metadata = catalog.get('Metadata');
  const object = metadata instanceof PdfRef ? await document.object(metadata) : undefined;
  const xmp = object === undefined ? undefined : document.dataOf(object, MAX_XMP_BYTES);
  return { claims: xmp === undefined ? [] : claimsOf(xmp), signatures: form, unchecked };
}

/** The root of the page tree; false when it lies where an encrypted file hides it. */
async function checkPages(document: PdfDocument, catalog: PdfDict, findings: Finding[]): Promise<boolean> {
  const pages = catalog.get('Pages');
  const dict = dictOf(await document.resolve(pages));
  if (dict !== undefined && (dict.has('Kids') || nameOf(dict.get('Type')) === 'Pages')) return true;
  const hidden =
    document.closed !== null &&
    pages instanceof PdfRef &&
    document.reference.places.get(pages.number)?.kind === 'inside';
  if (hidden) return false;
  findings.push(
    formatFinding('PDF_PAGES_MISSING', 'catalog', '/Pages points at no page tree', {
      expected: 'a dictionary /Type /Pages',
      found: dict === undefined ? 'nothing' : 'another dictionary',
    }),
  );
  return true;
}

function printable(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
}
