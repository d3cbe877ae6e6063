import { embeddedDatabase } from './embedded-database.js';
import { trustContract } from './trust.js';

trustContract('Embedded PostgreSQL', embeddedDatabase);
