import { type Method } from '../method.js';
import { say } from '../sentence.js';

/** A person looks; until then it waits. */
export const manual: Method = () => ({
  outcome: 'manual',
  why: say('由人工检测', 'a person looks at this'),
  evidence: [],
});

/** The standard has an item of this number whose content could not be established from any source. */
export const notEstablished: Method = (_, { code }) => ({
  outcome: 'not-checked',
  why: say(`${code?.number ?? '该项'}的要求未能查实`, `what ${code?.number ?? 'this item'} asks is not established`),
  evidence: [],
});
