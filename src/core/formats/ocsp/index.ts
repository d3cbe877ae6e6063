import { type ByteSource } from '../../byte-source.js';
import { readRevocationFile } from '../../signatures/revocation/file.js';
import { revocationForm } from '../../signatures/revocation/recognise.js';
import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { type Reading, readingOf } from '../report.js';

/** An OCSP response (RFC 6960), or the BasicOCSPResponse inside one, as a file of its own; in DER, PEM or plain Base64. */
export const ocsp: Format = {
  id: 'ocsp',
  zh: 'OCSP 响应',
  en: 'OCSP response',
  matches: (head) => revocationForm(head)?.kind === 'ocsp',
  read: readOcspFile,
};

async function readOcspFile(source: ByteSource): Promise<Reading | null> {
  const file = await readRevocationFile(source, 'ocsp');
  if (file === null) return null;
  const { description, evidence, broken, truncated } = file;
  const findings = [
    ...(broken === null ? [] : [formatFinding('OCSP_BROKEN', 'offset 0', `can't be read: ${broken}`)]),
    ...(truncated === null
      ? []
      : [
          formatFinding('OCSP_TRUNCATED', 'end of file', 'the outer SEQUENCE is longer than the file', {
            expected: `${truncated.expected} bytes`,
            found: `${truncated.found} bytes`,
          }),
        ]),
  ];
  return readingOf({ format: 'ocsp', pronom: [], mimeType: 'application/ocsp-response', description }, findings, {
    evidence,
  });
}
