import { type ReadinessProbe } from './tokens.js';

const PROBE_TIMEOUT_MS = 3_000;

export interface PartState {
  name: string;
  ready: boolean;
}

/** Asks every part at once. A part that does not answer in time is not ready; why stays in the log, for it may name hosts. */
export async function probeAll(
  probes: readonly ReadinessProbe[],
  onFailure: (name: string, error: unknown) => void = () => undefined,
): Promise<PartState[]> {
  return Promise.all(
    probes.map(async (part) => {
      const { name } = part;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`)), PROBE_TIMEOUT_MS);
      });
      try {
        await Promise.race([part.probe(), late]);
        return { name, ready: true };
      } catch (error) {
        onFailure(name, error);
        return { name, ready: false };
      } finally {
        clearTimeout(timer);
      }
    }),
  );
}
