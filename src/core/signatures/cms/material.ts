import { type Der, DerError } from '../der.js';
import { type Material } from '../evidence.js';
import { ATTRIBUTE } from './attributes.js';
import { type Attribute } from './signed-data.js';

/**
 * Certificates, CRLs and OCSP responses that attributes carry: certificate-values and revocation-values (RFC 5126 6.3),
 * and Adobe's signed RevocationInfoArchival (ISO 32000-1 12.8.3.3.2). They are no part of what was signed: what can't be
 * read of them is left out, and the reason handed back.
 */
export function collectValues(attributes: readonly Attribute[], material: Material): string | null {
  try {
    collect(attributes, material);
    return null;
  } catch (error) {
    if (error instanceof DerError) return `validation data can't be read: ${error.message}`;
    throw error;
  }
}

function collect(attributes: readonly Attribute[], material: Material): void {
  for (const { oid, values } of attributes) {
    const [value] = values;
    if (!value) continue;
    if (oid === ATTRIBUTE.certificateValues)
      material.certificates.push(...value.children.map((certificate) => certificate.bytes));
    if (oid === ATTRIBUTE.revocationValues || oid === ATTRIBUTE.adobeRevocation) collectRevocations(value, material);
  }
}

/** Both have [0] SEQUENCE OF CertificateList and [1] SEQUENCE OF an OCSP response, BasicOCSPResponse or whole. */
function collectRevocations(value: Der, material: Material): void {
  for (const part of value.children) {
    if (part.isContext(0)) material.crls.push(...part.inner.children.map((crl) => crl.bytes));
    if (part.isContext(1)) material.ocsps.push(...part.inner.children.map((ocsp) => ocsp.bytes));
  }
}
