import { ArchiveError } from '../core/error.js';
import { POLICY_NAMES } from '../core/signatures/policy/policies.js';
import { type ReportInput } from '../core/signatures/report/report.js';
import { type TrustSnapshot, type ValidationContext } from '../core/signatures/trust.js';
import { conditionsOf } from '../core/signatures/verdicts.js';
import { type Clock, type Isolate, type Principal, type Spool } from './ports.js';
import { type Trust } from './trust.js';

export interface ValidateRequest {
  principal: Principal;
  /** For the report; empty when the sender gave none. */
  name: string;
  body: AsyncIterable<Uint8Array>;
  /** Code of the fonds whose trust counts; null: that of the caller. */
  fonds: string | null;
  /** Null: now. */
  at: Date | null;
  /** Null: each container by its own. */
  policy: string | null;
}

/** Any file, looked at under the present trust; nothing is stored, so there is no event. */
export class Validate {
  constructor(
    private readonly ports: { spool: Spool; isolate: Isolate; trust: Pick<Trust, 'current' | 'inForce'>; clock: Clock },
    private readonly settings: { maxFileBytes: number; software: { name: string; version: string } },
  ) {}

  /**
   * What a report is made of. Throws REQUEST_INVALID for a policy nobody knows, FONDS_UNKNOWN, and what Spool.receive
   * throws. Whatever happens, nothing stays in the spool.
   */
  async run({ principal, name, body, fonds, at, policy }: ValidateRequest): Promise<ReportInput> {
    const context: ValidationContext = {
      policy: knownPolicy(policy),
      trust: await this.trustOf(principal, fonds),
      at: at ?? this.ports.clock.now(),
    };
    const spooled = await this.ports.spool.receive(body, { maxBytes: this.settings.maxFileBytes, gapBytes: 0 });
    try {
      const report = await this.ports.isolate.inspect(spooled, context);
      const { sizeBytes, digests } = spooled;
      return {
        files: [{ name, sizeBytes, sha256: digests.sha256, sm3: digests.sm3, report }],
        context: conditionsOf(context),
        software: this.settings.software,
      };
    } finally {
      await spooled.dispose();
    }
  }

  /** A caller of one fonds is judged by the trust of that one; of several, or of all, by that of the archive. */
  private trustOf(principal: Principal, fonds: string | null): Promise<TrustSnapshot> {
    const { trust } = this.ports;
    if (fonds === null && principal.fonds?.length === 1) return trust.current(principal.fonds[0]!);
    return trust.inForce(principal, fonds);
  }
}

function knownPolicy(name: string | null): string {
  if (name === null) return 'auto';
  if (POLICY_NAMES.includes(name)) return name;
  const message = `expected one of ${POLICY_NAMES.join(', ')}`;
  throw new ArchiveError('REQUEST_INVALID', `policy: ${message}`, {
    detail: { errors: [{ path: '?policy', message }] },
  });
}
