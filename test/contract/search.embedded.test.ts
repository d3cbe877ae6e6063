import { embeddedDatabase } from './embedded-database.js';
import { relationsContract } from './relations.js';
import { searchContract } from './search.js';

searchContract('Embedded PostgreSQL', embeddedDatabase);
relationsContract('Embedded PostgreSQL', embeddedDatabase);
