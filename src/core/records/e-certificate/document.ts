import { entriesIn } from '../fields.js';
import { namedReader } from '../documents/named/index.js';

export const E_CERTIFICATE_DATA = 'e-certificate-data';

/** What every certificate says of itself on the platforms seen; any of these names one. */
const SURE: readonly string[] = ['certificate-id'];
/** Together they name one too: a certificate without an identifier. */
const LIKELY: readonly string[] = ['certificate-name', 'certificate-number', 'issuer-name', 'holder-name', 'holder-id'];

/** Metadata and data index (数据标引) of a certificate: CustomDatas and CustomTags of its OFD, or an XML beside it. */
export const eCertificateData = namedReader({
  id: E_CERTIFICATE_DATA,
  version: 1,
  zh: '电子证照元数据与数据标引',
  en: 'Metadata and data index of an electronic certificate',
  entries: entriesIn('certificate'),
  isOne: (_, keys) => SURE.some((key) => keys.has(key)) || LIKELY.filter((key) => keys.has(key)).length >= 3,
});
