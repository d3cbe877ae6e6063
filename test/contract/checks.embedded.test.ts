import { checksContract } from './checks.js';
import { embeddedDatabase } from './embedded-database.js';

checksContract('Embedded PostgreSQL', embeddedDatabase);
