import { Intake1764000000000 } from './1764000000000-intake.js';

/** In order. A released migration is never edited; the next one is a line here. */
export const migrations = [Intake1764000000000];
