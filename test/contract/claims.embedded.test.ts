import { claimsContract } from './claims.js';
import { embeddedDatabase } from './embedded-database.js';

claimsContract('Embedded PostgreSQL', embeddedDatabase);
