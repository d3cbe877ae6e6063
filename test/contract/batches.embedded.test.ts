import { batchesContract } from './batches.js';
import { embeddedDatabase } from './embedded-database.js';

batchesContract('Embedded PostgreSQL', embeddedDatabase);
