import { embeddedDatabase } from './embedded-database.js';
import { lifecycleContract } from './lifecycle.js';

lifecycleContract('Embedded PostgreSQL', embeddedDatabase);
