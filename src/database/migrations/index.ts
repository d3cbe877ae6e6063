import { Intake1764000000000 } from './1764000000000-intake.js';
import { Trust1764100000000 } from './1764100000000-trust.js';
import { Kinds1764190000000 } from './1764190000000-kinds.js';
import { Claims1764200000000 } from './1764200000000-claims.js';
import { Search1764210000000 } from './1764210000000-search.js';
import { Lifecycle1764220000000 } from './1764220000000-lifecycle.js';
import { Expectations1764225000000 } from './1764225000000-expectations.js';
import { Batches1764230000000 } from './1764230000000-batches.js';
import { Dictionary1764240000000 } from './1764240000000-dictionary.js';
import { Checks1764250000000 } from './1764250000000-checks.js';
import { Assemblies1764260000000 } from './1764260000000-assemblies.js';

/** In order. A released migration is never edited; the next one is a line here. */
export const migrations = [
  Intake1764000000000,
  Trust1764100000000,
  Kinds1764190000000,
  Claims1764200000000,
  Search1764210000000,
  Lifecycle1764220000000,
  Expectations1764225000000,
  Batches1764230000000,
  Dictionary1764240000000,
  Checks1764250000000,
  Assemblies1764260000000,
];
