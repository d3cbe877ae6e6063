import { embeddedDatabase } from './embedded-database.js';
import { registerContract } from './register.js';

registerContract('Embedded PostgreSQL', embeddedDatabase);
