import { type Certificate } from './certificate.js';
import { BIT_STRING, BOOLEAN, Der, DerError, OCTET_STRING, SEQUENCE } from './der.js';

/** RFC 5280 4.2.1.6. `bytes`: the contents, by kind: text of 1, 2 and 6, octets of 7, DER of a Name of 4. */
export interface GeneralName {
  kind: number;
  bytes: Uint8Array;
}

export const NAME_KIND = { other: 0, email: 1, dns: 2, directory: 4, uri: 6, ip: 7 } as const;

/** RFC 5280 4.2.1.13; only what decides whether a CRL speaks of a certificate. */
export interface DistributionPoint {
  /** Null: named relative to the issuer, or not at all. */
  names: GeneralName[] | null;
  crlIssuer: GeneralName[];
}

/** What a certificate says in its extensions; null where one is absent. */
export interface Extensions {
  basicConstraints: { ca: boolean; pathLen: number | null } | null;
  keyUsage: ReadonlySet<KeyUsage> | null;
  extendedKeyUsage: { purposes: string[]; critical: boolean } | null;
  /** Hex. */
  subjectKeyId: string | null;
  authorityKeyId: string | null;
  subjectAltNames: GeneralName[];
  nameConstraints: { permitted: GeneralName[]; excluded: GeneralName[] } | null;
  policies: string[] | null;
  policyMappings: { issuer: string; subject: string }[];
  requireExplicitPolicy: number | null;
  inhibitPolicyMapping: number | null;
  inhibitAnyPolicy: number | null;
  crlDistributionPoints: DistributionPoint[];
  /** RFC 6960 4.2.2.2.1: no revocation of this responder is to be asked for. */
  ocspNoCheck: boolean;
  /** RFC 9608 noRevAvail, or the short-term mark of EN 319 412-1 5.2: nobody publishes its revocation. */
  withoutRevocation: boolean;
  /** Object identifiers of critical extensions that are not understood here (RFC 5280 4.2: to be refused). */
  unknownCritical: string[];
  /** Names of extensions that can't be read, or stand twice. */
  malformed: string[];
}

const USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly'] as const; // prettier-ignore
export type KeyUsage = (typeof USAGES)[number];

export const PURPOSE = {
  any: '2.5.29.37.0',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

const MAX_ITEMS = 2000;

const known = new WeakMap<Certificate, Extensions>();

/** Never throws: what can't be read is listed as malformed, and a path does not go through it. */
export function extensionsOf(certificate: Certificate): Extensions {
  let found = known.get(certificate);
  if (!found) {
    found = readExtensions(certificate.extensionBytes);
    known.set(certificate, found);
  }
  return found;
}

export function readExtensions(bytes: Uint8Array | null): Extensions {
  const found: Extensions = {
    basicConstraints: null,
    keyUsage: null,
    extendedKeyUsage: null,
    subjectKeyId: null,
    authorityKeyId: null,
    subjectAltNames: [],
    nameConstraints: null,
    policies: null,
    policyMappings: [],
    requireExplicitPolicy: null,
    inhibitPolicyMapping: null,
    inhibitAnyPolicy: null,
    crlDistributionPoints: [],
    ocspNoCheck: false,
    withoutRevocation: false,
    unknownCritical: [],
    malformed: [],
  };
  eachExtension(bytes, found.malformed, ({ oid, critical, value }) => {
    const reader = READERS[oid];
    if (reader) reader(found, value, critical);
    else if (critical) found.unknownCritical.push(oid);
  });
  return found;
}

export interface Extension {
  oid: string;
  critical: boolean;
  /** DER inside the OCTET STRING. */
  value: Uint8Array;
}

/** One after the other; an extension that can't be read, or stands twice (RFC 5280 4.2), is named in `malformed`. */
export function eachExtension(bytes: Uint8Array | null, malformed: string[], look: (one: Extension) => void): void {
  if (bytes === null) return;
  const seen = new Set<string>();
  let at = 'extensions';
  try {
    for (const element of Der.read(bytes).expect(SEQUENCE, 'Extensions').children) {
      at = 'an extension';
      const [id, ...rest] = element.expect(SEQUENCE, 'Extension').children;
      const value = rest.pop();
      if (!id || !value || rest.length > 1) throw new DerError('an extension without its members');
      at = id.oid;
      if (seen.has(at)) throw new DerError('an extension stands twice');
      seen.add(at);
      // DER writes TRUE as FF; any other than zero is TRUE in BER.
      const critical = (rest[0]?.expect(BOOLEAN, 'critical').contents[0] ?? 0) !== 0;
      try {
        look({ oid: at, critical, value: value.expect(OCTET_STRING, 'extnValue').contents });
      } catch (error) {
        if (!(error instanceof DerError)) throw error;
        malformed.push(at);
      }
    }
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    malformed.push(at);
  }
}

type Reader = (found: Extensions, value: Uint8Array, critical: boolean) => void;
const sequence = (value: Uint8Array, what: string): Der[] => bounded(Der.read(value).expect(SEQUENCE, what).children);
function bounded(list: Der[]): Der[] {
  if (list.length > MAX_ITEMS) throw new DerError(`more than ${MAX_ITEMS} items`);
  return list;
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const context = (number: number, constructed = false): number => 0x80 | (constructed ? 0x20 : 0) | number;

/** Small and non-negative, implicitly tagged or not. */
function count(contents: Uint8Array): number {
  if (contents.length === 0 || contents.length > 4 || contents[0]! & 0x80) throw new DerError('not a small number');
  return contents.reduce((sum, byte) => sum * 256 + byte, 0);
}

const READERS: Readonly<Record<string, Reader>> = {
  '2.5.29.19': (found, value) => {
    const [first, ...rest] = sequence(value, 'BasicConstraints');
    const ca = first?.is(BOOLEAN) ? first.contents[0] !== 0 : false;
    const length = first?.is(BOOLEAN) ? rest[0] : first;
    found.basicConstraints = { ca, pathLen: length ? count(length.contents) : null };
  },
  '2.5.29.15': (found, value) => {
    const [unused = 0, ...octets] = Der.read(value).expect(BIT_STRING, 'KeyUsage').contents;
    if (unused > 7) throw new DerError('a bit string with more than seven unused bits');
    found.keyUsage = new Set(USAGES.filter((_, bit) => ((octets[bit >> 3] ?? 0) << (bit & 7)) & 0x80));
  },
  '2.5.29.37': (found, value, critical) => {
    found.extendedKeyUsage = { purposes: sequence(value, 'ExtKeyUsageSyntax').map((one) => one.oid), critical };
  },
  '2.5.29.14': (found, value) => {
    found.subjectKeyId = hex(Der.read(value).expect(OCTET_STRING, 'SubjectKeyIdentifier').contents);
  },
  '2.5.29.35': (found, value) => {
    const id = sequence(value, 'AuthorityKeyIdentifier').find((one) => one.is(context(0)));
    found.authorityKeyId = id ? hex(id.contents) : null;
  },
  '2.5.29.17': (found, value) => {
    found.subjectAltNames = sequence(value, 'SubjectAltName').map(generalName);
  },
  '2.5.29.18': () => undefined,
  '2.5.29.30': (found, value) => {
    const subtrees = (tree: Der | undefined) =>
      bounded(tree?.children ?? []).map((subtree) => {
        const [base, ...range] = subtree.expect(SEQUENCE, 'GeneralSubtree').children;
        // RFC 5280 4.2.1.10: minimum 0, maximum absent.
        if (!base || range.some((one) => !one.is(context(0)) || one.contents.some((byte) => byte !== 0)))
          throw new DerError('a subtree with a range');
        return generalName(base);
      });
    const parts = sequence(value, 'NameConstraints');
    const part = (number: number) => subtrees(parts.find((one) => one.isContext(number)));
    found.nameConstraints = { permitted: part(0), excluded: part(1) };
  },
  '2.5.29.32': (found, value) => {
    const all = sequence(value, 'CertificatePolicies').map((one) => one.expect(SEQUENCE, 'PolicyInformation').children[0]); // prettier-ignore
    found.policies = all.map((one) => {
      if (!one) throw new DerError('a policy without an identifier');
      return one.oid;
    });
  },
  '2.5.29.33': (found, value) => {
    found.policyMappings = sequence(value, 'PolicyMappings').map((one) => {
      const [issuer, subject] = one.children;
      if (!issuer || !subject) throw new DerError('a mapping without its members');
      return { issuer: issuer.oid, subject: subject.oid };
    });
  },
  '2.5.29.36': (found, value) => {
    for (const one of sequence(value, 'PolicyConstraints')) {
      if (one.is(context(0))) found.requireExplicitPolicy = count(one.contents);
      if (one.is(context(1))) found.inhibitPolicyMapping = count(one.contents);
    }
  },
  '2.5.29.54': (found, value) => {
    found.inhibitAnyPolicy = count(Der.read(value).contents);
  },
  '2.5.29.31': (found, value) => {
    found.crlDistributionPoints = sequence(value, 'CRLDistributionPoints').map((one) => {
      const parts = one.expect(SEQUENCE, 'DistributionPoint').children;
      const issuer = parts.find((part) => part.is(context(2, true)));
      return {
        names: distributionPointNames(parts.find((part) => part.is(context(0, true)))),
        crlIssuer: (issuer?.children ?? []).map(generalName),
      };
    });
  },
  // Where to ask for more; nobody asks.
  '1.3.6.1.5.5.7.1.1': () => undefined,
  '1.3.6.1.5.5.7.48.1.5': (found) => {
    found.ocspNoCheck = true;
  },
  '2.5.29.56': (found) => {
    found.withoutRevocation = true;
  },
  '0.4.0.194121.2.1': (found) => {
    found.withoutRevocation = true;
  },
};

/** `[0] DistributionPointName`; null when it is relative to the issuer, or absent. Throws DerError. */
export function distributionPointNames(point: Der | undefined): GeneralName[] | null {
  const name = point?.children[0];
  return name?.is(context(0, true)) ? bounded(name.children).map(generalName) : null;
}

export function generalName(element: Der): GeneralName {
  return { kind: element.tag & 0x1f, bytes: element.contents };
}
