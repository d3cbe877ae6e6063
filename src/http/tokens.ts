/** What the root hands to this room besides the stories and ports, by symbol. */
export const LIMITS = Symbol('dantao.limits');
export const READINESS = Symbol('dantao.readiness');
export const LOGGER = Symbol('dantao.logger');

/** A part the service needs: `probe` resolves when it answers and throws, saying what, when it does not. */
export interface ReadinessProbe {
  /** Shown by /readyz, e.g. `database`, `store`, `spool`. */
  name: string;
  probe(): Promise<void>;
}
