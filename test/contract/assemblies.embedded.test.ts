import { assembliesContract } from './assemblies.js';
import { embeddedDatabase } from './embedded-database.js';

assembliesContract('Embedded PostgreSQL', embeddedDatabase);
