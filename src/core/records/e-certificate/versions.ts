import { type Fact } from '../fact.js';
import { relationOf } from './relation.js';

/** One issued version as far as its days matter. Days as `2026-03-17`, `2026-03` or `2026`; null when nothing says it. */
export interface CertificateDays {
  validFrom: string | null;
  validUntil: string | null;
  issued: string | null;
  status: string | null;
}

/** A version of a certificate, or of one that follows it or that it follows. */
export interface IssuedVersion extends CertificateDays {
  record: string;
  /** Records of the versions it comes after. */
  after: readonly string[];
}

type Said = Pick<Fact, 'key' | 'value' | 'text' | 'group'>;

export function daysIn(facts: readonly Said[]): CertificateDays {
  const fact = (key: string) => facts.find((one) => one.key === key && one.group === undefined);
  const day = (key: string) => fact(key)?.value?.slice(0, 10) ?? null;
  return {
    validFrom: day('valid-from'),
    validUntil: day('valid-until'),
    issued: day('certificate-issue-date'),
    status: fact('certificate-status')?.text ?? null,
  };
}

/**
 * The records that were in force on a day: begun, not yet over, not followed by another that had begun. A version begins when
 * both its period and its issue have come: a change made in June keeps the period of January and says nothing of May. One
 * whose status is a revocation is not in force and ends what it follows.
 */
export function inForceOn(versions: readonly IssuedVersion[], day: string): string[] {
  const begun = versions.filter((one) => {
    const begins = beginOf(one);
    return begins !== null && begins <= day;
  });
  const followed = new Set(begun.flatMap(({ after }) => after));
  return begun
    .filter((one) => !followed.has(one.record) && !isOver(one, day) && !isRevoked(one))
    .map(({ record }) => record);
}

function beginOf({ validFrom, issued }: CertificateDays): string | null {
  if (validFrom === null || issued === null) return validFrom ?? issued;
  return validFrom > issued ? validFrom : issued;
}

/** A month ends with its last day, a year likewise; nothing said is without end. */
const isOver = ({ validUntil }: CertificateDays, day: string): boolean => validUntil !== null && `${validUntil}~` < day;

const isRevoked = ({ status }: CertificateDays): boolean =>
  status !== null && relationOf([{ key: 'certificate-status', text: status }]) === 'revokes';
