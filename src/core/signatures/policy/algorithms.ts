/**
 * Until when an algorithm is trusted, as data. A date is the last day on which a value made with it counts; null: no end
 * is foreseen. What is not listed is not trusted. Changing a row makes a new version: reports name it.
 */
export const ALGORITHM_TABLE_VERSION = 'dantao/algorithms/1';

/** What the value is for; a certificate is signed once and used for years. */
export type Use = 'signature' | 'certificate' | 'timestamp';

/**
 * How well a date is founded. `list`: stands so in the named list. `quoted`: taken from the reference policy of the
 * European Commission's DSS, which names the list. `recalled`: the list says something near it and the day has to be
 * compared. `own`: the lists are silent; the reason is given.
 */
export type Grade = 'list' | 'quoted' | 'recalled' | 'own';

interface Row {
  trustedUntil: string | null;
  /** Where one use ends on another day. */
  per?: Partial<Record<Use, string | null>>;
  source: string;
  grade: Grade;
}

export interface DigestRow extends Row {
  /** As node:crypto names it. */
  digest: string;
}

export interface KeyRow extends Row {
  type: 'rsa' | 'ec' | 'eddsa' | 'sm2' | 'dsa';
  /** Smallest number of bits the row is for; the row with the largest number that fits counts. */
  bits: number;
  /** Only these curves, as node:crypto names them. */
  curves?: readonly string[];
}

export interface AlgorithmTable {
  digests: readonly DigestRow[];
  keys: readonly KeyRow[];
}

const HISTORICAL_1 = 'ETSI TS 102 176-1 V2.0.0';
const HISTORICAL_2 = 'ETSI TS 102 176-1 V2.1.1';
const V1_1 = 'ETSI TS 119 312 V1.1.1';
const V1_5 = 'ETSI TS 119 312 V1.5.1';
const open = { trustedUntil: null, source: V1_5, grade: 'list' } as const;

/** ETSI TS 119 312 and the SOG-IS list it follows, with the older lists for what has ended. They know no SM2 and no SM3. */
export const ETSI_ALGORITHMS: AlgorithmTable = {
  digests: [
    { digest: 'md5', trustedUntil: '2005-12-31', source: HISTORICAL_2, grade: 'quoted' },
    {
      digest: 'sha1',
      trustedUntil: '2009-12-31',
      // CA/Browser Forum Baseline Requirements 7.1.3: none was issued after 2016-01-01, none accepted from 2017 on.
      per: { certificate: '2016-12-31' },
      source: HISTORICAL_1,
      grade: 'quoted',
    },
    { digest: 'ripemd160', trustedUntil: '2011-12-31', source: HISTORICAL_1, grade: 'quoted' },
    { digest: 'sha224', trustedUntil: '2028-12-31', source: V1_5, grade: 'recalled' },
    { digest: 'sha512-224', trustedUntil: '2028-12-31', source: V1_5, grade: 'recalled' },
    { digest: 'sha256', ...open },
    { digest: 'sha384', ...open },
    { digest: 'sha512', ...open },
    { digest: 'sha512-256', ...open },
    { digest: 'sha3-224', ...open, grade: 'own', source: 'FIPS 202; as SHA-224, without its end' },
    { digest: 'sha3-256', ...open },
    { digest: 'sha3-384', ...open },
    { digest: 'sha3-512', ...open },
    { digest: 'shake256', ...open, grade: 'own', source: 'RFC 8419: inside Ed448' },
  ],
  keys: [
    { type: 'rsa', bits: 1024, trustedUntil: '2009-12-31', source: HISTORICAL_1, grade: 'quoted' },
    { type: 'rsa', bits: 1536, trustedUntil: '2016-12-31', source: V1_1, grade: 'quoted' },
    { type: 'rsa', bits: 1900, trustedUntil: '2028-12-31', source: V1_5, grade: 'recalled' },
    { type: 'rsa', bits: 3000, ...open },
    { type: 'dsa', bits: 1024, trustedUntil: '2013-12-31', source: HISTORICAL_2, grade: 'quoted' },
    { type: 'dsa', bits: 2048, trustedUntil: '2023-12-31', source: 'ETSI TS 119 312 V1.3.1', grade: 'quoted' },
    { type: 'dsa', bits: 3000, ...open },
    { type: 'ec', bits: 160, trustedUntil: '2013-12-31', source: HISTORICAL_2, grade: 'quoted' },
    { type: 'ec', bits: 224, trustedUntil: '2016-12-31', source: V1_1, grade: 'quoted' },
    {
      type: 'ec',
      bits: 256,
      curves: ['prime256v1', 'secp384r1', 'secp521r1', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
      ...open,
    },
    { type: 'eddsa', bits: 256, ...open, grade: 'own', source: 'FIPS 186-5 7, RFC 8419; not in the ETSI list' },
  ],
};

/** GB/T 32905 and GB/T 32918 in their place, GM/T 0006 for the names; the international ones as above. */
export const CN_ALGORITHMS: AlgorithmTable = {
  digests: [
    ...ETSI_ALGORITHMS.digests,
    { digest: 'sm3', trustedUntil: null, source: 'GB/T 32905-2016, GM/T 0004-2012', grade: 'list' },
  ],
  keys: [
    ...ETSI_ALGORITHMS.keys,
    { type: 'sm2', bits: 256, trustedUntil: null, source: 'GB/T 32918-2016, GM/T 0003-2012', grade: 'list' },
  ],
};
