import { type ByteSource } from '../../byte-source.js';
import { readRevocationFile } from '../../signatures/revocation/file.js';
import { revocationForm } from '../../signatures/revocation/recognise.js';
import { formatFinding } from '../findings.js';
import { type Format } from '../format.js';
import { type Reading, readingOf } from '../report.js';

/** A certificate revocation list (RFC 5280 5) as a file of its own; in DER, PEM or plain Base64. */
export const crl: Format = {
  id: 'crl',
  zh: '证书吊销列表',
  en: 'certificate revocation list',
  matches: (head) => revocationForm(head)?.kind === 'crl',
  read: readCrlFile,
};

async function readCrlFile(source: ByteSource): Promise<Reading | null> {
  const file = await readRevocationFile(source, 'crl');
  if (file === null) return null;
  const { description, evidence, broken, truncated } = file;
  const findings = [
    ...(broken === null ? [] : [formatFinding('CRL_BROKEN', 'offset 0', `can't be read: ${broken}`)]),
    ...(truncated === null
      ? []
      : [
          formatFinding('CRL_TRUNCATED', 'end of file', 'the outer SEQUENCE is longer than the file', {
            expected: `${truncated.expected} bytes`,
            found: `${truncated.found} bytes`,
          }),
        ]),
  ];
  return readingOf({ format: 'crl', pronom: [], mimeType: 'application/pkix-crl', description }, findings, {
    evidence,
  });
}
