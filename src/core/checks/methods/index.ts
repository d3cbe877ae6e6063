import { type Method } from '../method.js';
import { contentWhole, findings } from './findings.js';
import { fixity } from './fixity.js';
import { formatAllowed, formatRisk } from './formats.js';
import { metadataCharacters, metadataLength, metadataPlausible, metadataRepeated, metadataRequired, metadataType, metadataValues } from './metadata.js'; // prettier-ignore
import { packageConsistent, packageCount, packageMetadata, packageReadable, packageStructure } from './package.js';
import { manual, notEstablished } from './people.js';
import { archivalNumber, continuity, declaredBytes, declaredCount, electronicAttributes, links, metadataAccessible, processInformation, processSafety, scope } from './record.js'; // prettier-ignore
import { signatures } from './signatures.js';
import { virus, virusScanner } from './virus.js';

/** Every way of looking, by the name that schemes give. */
export const METHODS: Readonly<Record<string, Method>> = {
  'archival-number': archivalNumber,
  'content-whole': contentWhole,
  continuity,
  'declared-bytes': declaredBytes,
  'declared-count': declaredCount,
  'electronic-attributes': electronicAttributes,
  findings,
  fixity,
  'format-allowed': formatAllowed,
  'format-risk': formatRisk,
  links,
  manual,
  'metadata-accessible': metadataAccessible,
  'metadata-characters': metadataCharacters,
  'metadata-length': metadataLength,
  'metadata-plausible': metadataPlausible,
  'metadata-repeated': metadataRepeated,
  'metadata-required': metadataRequired,
  'metadata-type': metadataType,
  'metadata-values': metadataValues,
  'not-established': notEstablished,
  'package-consistent': packageConsistent,
  'package-count': packageCount,
  'package-metadata': packageMetadata,
  'package-readable': packageReadable,
  'package-structure': packageStructure,
  'process-information': processInformation,
  'process-safety': processSafety,
  scope,
  signatures,
  virus,
  'virus-scanner': virusScanner,
};
