import { type Evidence } from '../evidence.js';
import { ALGORITHM_TABLE_VERSION, type AlgorithmTable, CN_ALGORITHMS, ETSI_ALGORITHMS } from './algorithms.js';

/** Everything a conclusion depends on beside the facts. Changing a value makes a new version. */
export interface Policy {
  name: string;
  version: number;
  zh: string;
  en: string;
  algorithms: AlgorithmTable;
  algorithmsVersion: string;
  /**
   * `required`: without revocation data that is fresh enough the answer is TRY_LATER (EN 319 102-1 5.2.6.4);
   * `if-present`: only what is there counts.
   */
  revocation: Record<'signature' | 'seal' | 'seal-maker' | 'timestamp', 'required' | 'if-present'>;
  /** Age up to which revocation data that states no next update is fresh (EN 319 102-1 5.2.5.4). */
  maxAgeWithoutNextUpdateHours: number;
  /** RFC 5280 6.1.1 d takes an anchor as name and key alone; `checked` also asks its period of validity. */
  anchorValidity: 'checked' | 'ignored';
  /** What of the signer's key usage must be there when the extension is (RFC 5280 4.2.1.3): one of these. */
  signerKeyUsage: readonly ('digitalSignature' | 'nonRepudiation')[];
  /** Clocks of others may be ahead by so much before a time is called a time in the future. */
  clockSkewSeconds: number;
}

const COMMON = {
  version: 1,
  algorithmsVersion: ALGORITHM_TABLE_VERSION,
  revocation: { signature: 'required', seal: 'required', 'seal-maker': 'required', timestamp: 'required' },
  maxAgeWithoutNextUpdateHours: 24,
  anchorValidity: 'ignored',
  signerKeyUsage: ['digitalSignature', 'nonRepudiation'],
  clockSkewSeconds: 300,
} as const;

export const POLICIES: readonly Policy[] = [
  {
    ...COMMON,
    name: 'etsi',
    zh: '欧洲 AdES（ETSI EN 319 102-1；算法依 ETSI TS 119 312）',
    en: 'European AdES (ETSI EN 319 102-1; algorithms of ETSI TS 119 312)',
    algorithms: ETSI_ALGORITHMS,
  },
  {
    ...COMMON,
    name: 'cn-gm',
    zh: '中国电子签章（GB/T 38540、GB/T 35275；含 SM2、SM3）',
    en: 'Chinese signatures and seals (GB/T 38540, GB/T 35275; with SM2 and SM3)',
    algorithms: CN_ALGORITHMS,
  },
];

/** Takes the policy of the container. */
export const AUTO = 'auto';
export const POLICY_NAMES: readonly string[] = [AUTO, ...POLICIES.map(({ name }) => name)];

/**
 * The policy that is named; `auto`: `cn-gm` for OFD and wherever SM2 or SM3 is used (GB/T 35275), `etsi` for the others.
 * Null for a name nobody knows.
 */
export function policyFor(name: string, evidence: Pick<Evidence, 'container' | 'algorithm'>): Policy | null {
  const wanted = name === AUTO ? (isChinese(evidence) ? 'cn-gm' : 'etsi') : name;
  return POLICIES.find((policy) => policy.name === wanted) ?? null;
}

const isChinese = ({ container, algorithm }: Pick<Evidence, 'container' | 'algorithm'>): boolean =>
  container === 'ofd' || algorithm?.key.type === 'sm2' || algorithm?.digest === 'sm3';

export const policyId = ({ name, version }: Policy): string => `${name}/${version}`;
