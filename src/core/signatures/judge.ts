import { createHash } from 'node:crypto';
import { type SignatureReport } from '../record.js';
import { certificateFacts } from './certificate.js';
import { integrityOf } from './conclude/integrity.js';
import { type Bounds, type Trusted, trusted, UNKNOWN_POLICY } from './conclude/trusted.js';
import { type Evidence } from './evidence.js';
import { notChecked, type SignatureFacts } from './facts.js';
import { Pool, poolOf } from './path/pool.js';
import { closeOpenValue } from './open-value.js';
import { type Moment, momentOf, Session, timeOf } from './path/session.js';
import { type Policy, policyFor, policyId } from './policy/policies.js';
import { type ValidationContext } from './trust.js';

/**
 * Facts first, verdict last: one report for each piece of evidence, its time-stamps and counter-signatures behind it.
 * The main indication is that of EN 319 102-1, never stronger than what was checked. The same evidence under the same
 * context gives the same reports. Without a context nothing is said of any signer.
 */
export function judge(evidence: readonly Evidence[], context: ValidationContext | null): SignatureReport[] {
  const judged = context
    ? new Judging(withGivenSigners(evidence, context), context).all()
    : evidence.map((one) => withoutContext(one));
  return judged.flatMap((one) => reportsOf(one));
}

/** Certificates of the snapshot may have the key to a value that stands alone. */
function withGivenSigners(evidence: readonly Evidence[], { trust }: ValidationContext): readonly Evidence[] {
  if (!evidence.some(({ openValue }) => openValue)) return evidence;
  const given = [...trust.certificates, ...trust.anchors.map(({ certificate }) => certificate)];
  return evidence.map((one) => closeOpenValue(one, given));
}

/** One piece of evidence with its report, and those that belong to it. */
interface Judged {
  report: SignatureReport;
  beneath: Judged[];
}

function reportsOf({ report, beneath }: Judged): SignatureReport[] {
  return [report, ...beneath.flatMap(reportsOf).map((one) => ({ ...one, of: one.of ?? report.id }))];
}

const NO_CONTEXT: Trusted = {
  conclusion: {
    verdict: 'INDETERMINATE',
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    reason: 'intact; no trust anchor was given, so nothing is said of the signer',
  },
  chain: null,
  strength: notChecked('no table of algorithms was asked'),
  sealMaker: null,
};

function withoutContext(evidence: Evidence): Judged {
  const beneath = [...evidence.timestamps, ...evidence.counterSignatures].map(withoutContext);
  const partial = evidence.coverage.extent === 'partial' ? 'intact, as far as it covers the document' : 'intact';
  const { conclusion } = NO_CONTEXT;
  const said = { ...NO_CONTEXT, conclusion: { ...conclusion, reason: conclusion.reason.replace('intact', partial) } };
  return { report: reportOf(evidence, said, null, null), beneath };
}

/** What a time-stamp over a signature is over, for it to prove that the signature existed. */
const PROVES_SIGNATURE: ReadonlySet<string> = new Set(['signature', 'signature-and-references', 'archive', 'document']);

class Judging {
  private readonly pool: Pool;
  private readonly now: Moment;
  private readonly sessions = new Map<string, Session>();
  /** By SHA-256, hex. */
  private readonly provenMaterial = new Map<string, Moment>();
  /** By id of evidence. */
  private readonly provenEvidence = new Map<string, NonNullable<Bounds['existed']>>();

  constructor(
    private readonly evidence: readonly Evidence[],
    private readonly context: ValidationContext,
  ) {
    const { trust, at } = context;
    const beneath = poolOf(trust);
    this.now = at.getTime();
    this.pool = new Pool(beneath.anchors, beneath);
    // Without an anchor no path is looked for.
    if (beneath.anchors.length > 0) for (const one of evidence) this.gather(one);
  }

  private gather(evidence: Evidence): void {
    this.pool.add(evidence.material, 'document');
    if (evidence.signer) this.pool.addCertificate(evidence.signer, 'document');
    for (const one of [...evidence.timestamps, ...evidence.counterSignatures]) this.gather(one);
  }

  /** Time-stamps that prove others are judged before those others, the youngest first: it may carry an older one. */
  all(): Judged[] {
    const judged = new Map<Evidence, Judged>();
    const first = this.evidence.filter(({ kind, proves }) => kind === 'timestamp' && proves).sort(byTime);
    for (const one of [...first, ...this.evidence]) if (!judged.has(one)) judged.set(one, this.one(one, null));
    return this.evidence.map((one) => judged.get(one)!);
  }

  private one(evidence: Evidence, inherited: Bounds['existed']): Judged {
    let existed = earlier(inherited, this.provenEvidence.get(evidence.id) ?? null);
    const above = existed;
    let madeAfter: Moment | null = null;
    const stamps = new Map<Evidence, Judged>();
    for (const stamp of [...evidence.timestamps].sort(byTime)) {
      const judged = this.one(stamp, above);
      stamps.set(stamp, judged);
      if (judged.report.verdict !== 'TOTAL_PASSED' || !stamp.timestamp || timeStamped(stamp) === 0) continue;
      const time = timeStamped(stamp);
      if (PROVES_SIGNATURE.has(stamp.timestamp.over)) existed = earlier(existed, { time, by: stamp.id });
      if (stamp.timestamp.over === 'content') madeAfter = Math.max(madeAfter ?? time, time);
    }
    const counters = evidence.counterSignatures.map((one) => this.one(one, above));
    const report = this.report(evidence, { existed, madeAfter });
    if (report.verdict === 'TOTAL_PASSED') this.remember(evidence);
    return { report, beneath: [...evidence.timestamps.map((one) => stamps.get(one)!), ...counters] };
  }

  private report(evidence: Evidence, bounds: Bounds): SignatureReport {
    const policy = policyFor(this.context.policy, evidence);
    const said = policy ? trusted(evidence, bounds, this.sessionFor(policy)) : UNKNOWN_POLICY;
    return reportOf(evidence, said, bounds.existed, policy);
  }

  private sessionFor(policy: Policy): Session {
    const known = this.sessions.get(policy.name);
    if (known) return known;
    const session = new Session(this.pool, policy, this.now, this.provenMaterial);
    this.sessions.set(policy.name, session);
    return session;
  }

  /** What a time-stamp that holds proves beside the signature it hangs on. */
  private remember(stamp: Evidence): void {
    const { id, proves } = stamp;
    const time = timeStamped(stamp);
    if (time === 0 || !proves) return;
    for (const other of proves.evidence)
      if (other !== id) this.provenEvidence.set(other, earlier(this.provenEvidence.get(other) ?? null, { time, by: id })!); // prettier-ignore
    for (const bytes of proves.material) {
      const name = createHash('sha256').update(bytes).digest('hex');
      this.provenMaterial.set(name, Math.min(time, this.provenMaterial.get(name) ?? Infinity));
    }
  }
}

const byTime = (a: Evidence, b: Evidence): number => timeStamped(b) - timeStamped(a);
/** 0 for what is no time-stamp, or states no readable time. */
const timeStamped = ({ timestamp }: Evidence): Moment => (timestamp ? momentOf(timestamp.time) || 0 : 0);

function earlier(a: Bounds['existed'], b: Bounds['existed']): Bounds['existed'] {
  return a === null || (b !== null && b.time < a.time) ? b : a;
}

function reportOf(
  evidence: Evidence,
  { conclusion, chain, strength, sealMaker }: Trusted,
  existed: Bounds['existed'],
  policy: Policy | null,
): SignatureReport {
  const { id, kind, container, profile, where, digests, value, document, coverage, changes } = evidence;
  const { algorithm, signer, claimedTime, level, timestamp } = evidence;
  const { integrity, failure } = integrityOf(evidence);
  const facts: SignatureFacts = {
    digests,
    value,
    document,
    coverage,
    changes,
    algorithm: algorithm?.name ?? null,
    strength,
    signer: signer ? certificateFacts(signer) : null,
    claimedTime,
    provenAt: existed && { time: timeOf(existed.time), by: existed.by },
    level,
    chain,
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(sealMaker === null ? {} : { sealMaker }),
  };
  return {
    id,
    kind,
    container,
    ...(profile === undefined ? {} : { profile }),
    where,
    ...(policy === null ? {} : { policy: policyId(policy) }),
    ...(failure ?? conclusion),
    integrity,
    facts,
  };
}
