import { embeddedDatabase } from './embedded-database.js';
import { validationsContract } from './validations.js';

validationsContract('Embedded PostgreSQL', embeddedDatabase);
