import { type Extensions } from '../extensions.js';

const ANY = '2.5.29.32.0';
const MAX_POLICIES = 1000;

/**
 * Certificate policies along a path (RFC 5280 6.1), for a user who accepts any policy: it then only matters whether the
 * tree of valid policies is empty where a certificate asks for one. So one level of the tree is kept, each policy with
 * what the next certificate may call it; what has no child needs no pruning, for only the last level decides.
 */
export class PolicyState {
  /** Null: the tree is empty. */
  private level: Map<string, Set<string>> | null = new Map([[ANY, new Set([ANY])]]);
  private explicit: number;
  private mapping: number;
  private any: number;

  /** `length`: certificates of the path, without the anchor. */
  constructor(length: number) {
    this.explicit = this.mapping = this.any = length + 1;
  }

  /** 6.1.3 d–f. Null when the certificate fits; else why not. */
  enter({ policies }: Extensions, selfIssued: boolean, last: boolean): string | null {
    if (policies === null) this.level = null;
    else if (policies.length > MAX_POLICIES) return `more than ${MAX_POLICIES} policies`;
    else if (this.level) this.level = this.below(this.level, policies, this.any > 0 || (selfIssued && !last));
    return this.explicit > 0 || this.level ? null : 'no certificate policy holds along the path, and one is required';
  }

  private below(above: ReadonlyMap<string, ReadonlySet<string>>, policies: readonly string[], anyCounts: boolean) {
    const expected = new Set([...above.values()].flatMap((set) => [...set]));
    const level = new Map<string, Set<string>>();
    for (const policy of policies)
      if (policy !== ANY && (expected.has(policy) || above.has(ANY))) level.set(policy, new Set([policy]));
    if (policies.includes(ANY) && anyCounts)
      for (const policy of expected) if (!level.has(policy)) level.set(policy, new Set([policy]));
    return level.size > 0 ? level : null;
  }

  /** 6.1.4 a, b, h–j: what this certificate says of those below it. Null, or why the path ends here. */
  leave(said: Extensions, selfIssued: boolean): string | null {
    const { policyMappings } = said;
    if (policyMappings.length > MAX_POLICIES) return `more than ${MAX_POLICIES} policy mappings`;
    if (policyMappings.some(({ issuer, subject }) => issuer === ANY || subject === ANY))
      return 'a policy mapping names anyPolicy';
    if (this.level) this.map(this.level, policyMappings);
    if (!selfIssued) {
      this.explicit = Math.max(0, this.explicit - 1);
      this.mapping = Math.max(0, this.mapping - 1);
      this.any = Math.max(0, this.any - 1);
    }
    this.explicit = Math.min(this.explicit, said.requireExplicitPolicy ?? Infinity);
    this.mapping = Math.min(this.mapping, said.inhibitPolicyMapping ?? Infinity);
    this.any = Math.min(this.any, said.inhibitAnyPolicy ?? Infinity);
    return null;
  }

  private map(level: Map<string, Set<string>>, mappings: Extensions['policyMappings']): void {
    const mapped = new Map<string, Set<string>>();
    for (const { issuer, subject } of mappings) mapped.set(issuer, (mapped.get(issuer) ?? new Set()).add(subject));
    for (const [policy, names] of mapped) {
      if (this.mapping === 0) level.delete(policy);
      else if (level.has(policy) || level.has(ANY)) level.set(policy, names);
    }
    if (level.size === 0) this.level = null;
  }

  /** 6.1.5 a, b: the last certificate may itself ask. */
  end(said: Extensions, selfIssued: boolean): string | null {
    if (!selfIssued) this.explicit = Math.max(0, this.explicit - 1);
    if (said.requireExplicitPolicy === 0) this.explicit = 0;
    return this.explicit > 0 || this.level ? null : 'no certificate policy holds along the path, and one is required';
  }
}
