/** Attributes of CMS, CAdES and RFC 3161 that are looked at, by object identifier. */
export const ATTRIBUTE = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  /** RFC 4998 appendix A. */
  internalEvidenceRecord: '1.2.840.113549.1.9.16.2.49',
  externalEvidenceRecord: '1.2.840.113549.1.9.16.2.50',
  counterSignature: '1.2.840.113549.1.9.6',
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  contentTimestamp: '1.2.840.113549.1.9.16.2.20',
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  completeCertificateReferences: '1.2.840.113549.1.9.16.2.21',
  completeRevocationReferences: '1.2.840.113549.1.9.16.2.22',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  /** CAdES-C time-stamp: signature and references. */
  escTimestamp: '1.2.840.113549.1.9.16.2.25',
  /** Over the references alone. */
  referencesTimestamp: '1.2.840.113549.1.9.16.2.26',
  archiveTimestamp1: '1.2.840.113549.1.9.16.2.27',
  archiveTimestamp2: '1.2.840.113549.1.9.16.2.48',
  archiveTimestamp3: '0.4.0.1733.2.4',
  atsHashIndex: '0.4.0.1733.2.5',
  atsHashIndex2: '0.4.0.19122.1.4',
  atsHashIndex3: '0.4.0.19122.1.5',
  longTermValidation: '0.4.0.1733.2.2',
  /** ISO 32000-1 12.8.3.3.2: a signed attribute in PDF. */
  adobeRevocation: '1.2.840.113583.1.1.8',
} as const;
