import { accessContract } from './access.js';
import { embeddedDatabase } from './embedded-database.js';

accessContract('Embedded PostgreSQL', embeddedDatabase);
