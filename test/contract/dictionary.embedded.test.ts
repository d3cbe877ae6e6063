import { dictionaryContract } from './dictionary.js';
import { embeddedDatabase } from './embedded-database.js';

dictionaryContract('Embedded PostgreSQL', embeddedDatabase);
