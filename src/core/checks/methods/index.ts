import { type Method } from '../method.js';
import { fixity } from './fixity.js';
import { manual, notEstablished } from './people.js';

/** Every way of looking, by the name that schemes give. */
export const METHODS: Readonly<Record<string, Method>> = {
  fixity,
  manual,
  'not-established': notEstablished,
};
