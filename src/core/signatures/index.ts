import { type Evidence } from './evidence.js';

/** One line for each way in which signatures are carried. */
export interface Container {
  id: Evidence['container'];
  zh: string;
  en: string;
  /** False: signatures are found and named, never verified, and the answer for such a file is UNSUPPORTED. */
  verified: boolean;
  clause: string;
}

export const CONTAINERS: readonly Container[] = [
  { id: 'ofd', zh: 'OFD 电子印章与签名', en: 'OFD seals and signatures', verified: true, clause: 'GB/T 38540-2020, GM/T 0031, GB/T 35275-2017' }, // prettier-ignore
  { id: 'pdf', zh: 'PDF 签名', en: 'PDF signatures', verified: true, clause: 'ISO 32000-2 12.8, ETSI EN 319 142' },
  { id: 'cms', zh: 'CMS 签名、时间戳', en: 'CMS, CAdES, time-stamps', verified: true, clause: 'RFC 5652, ETSI EN 319 122, RFC 3161' }, // prettier-ignore
  { id: 'xml', zh: 'XML 签名', en: 'XMLDSig, XAdES', verified: true, clause: 'W3C XMLDSig 1.1, ETSI EN 319 132' },
  { id: 'other', zh: '吊销信息', en: 'OCSP responses and CRLs', verified: true, clause: 'RFC 6960, RFC 5280 5' },
  {
    id: 'zip',
    zh: 'ASiC、ODF、OPC 容器签名',
    en: 'ASiC, ODF and OPC containers',
    verified: false,
    clause: 'ETSI EN 319 162',
  },
  { id: 'jws', zh: 'JSON 签名', en: 'JWS, JAdES', verified: false, clause: 'RFC 7515, ETSI TS 119 182-1' },
];

const UNVERIFIED = new Set(CONTAINERS.filter(({ verified }) => !verified).map(({ id }) => id));

/** True when nothing of the file's signatures can be verified by this version, whatever they say. */
export function onlyUnverifiable(signatures: readonly { container: Evidence['container'] }[]): boolean {
  return signatures.length > 0 && signatures.every(({ container }) => UNVERIFIED.has(container));
}
