import { type Method } from '../method.js';

/** A person looks; until then it waits. */
export const manual: Method = () => ({ outcome: 'manual', why: 'a person looks at this', evidence: [] });

/** The standard has an item of this number whose content could not be established from any source. */
export const notEstablished: Method = (_, { code }) => ({
  outcome: 'not-checked',
  why: `what ${code?.number ?? 'this item'} asks is not established`,
  evidence: [],
});
