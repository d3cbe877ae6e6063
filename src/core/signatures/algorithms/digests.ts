/** Digest algorithms by object identifier, as node:crypto names them. */
export const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '1.3.36.3.2.1': 'ripemd160',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.5': 'sha512-224',
  '2.16.840.1.101.3.4.2.6': 'sha512-256',
  '2.16.840.1.101.3.4.2.7': 'sha3-224',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
  '1.2.156.10197.1.401': 'sm3',
};

const OIDS = new Map(Object.entries(DIGESTS).map(([oid, name]) => [name, oid]));

/** Object identifier of a digest of the table above. */
export function digestOid(name: string): string {
  const oid = OIDS.get(name);
  if (oid === undefined) throw new TypeError(`no object identifier for ${name}`);
  return oid;
}

/** For which other content with the same digest can be made. */
export const BROKEN_DIGESTS: ReadonlySet<string> = new Set(['md5', 'sha1']);
