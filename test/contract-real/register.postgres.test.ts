import { afterAll, beforeAll } from '@jest/globals';
import { startPostgres, type TestPostgres } from '../../scripts/postgres-server.mjs';
import { connectDatabase } from '../../src/database/connect.js';
import { accessContract } from '../contract/access.js';
import { assembliesContract } from '../contract/assemblies.js';
import { batchesContract } from '../contract/batches.js';
import { checksContract } from '../contract/checks.js';
import { claimsContract } from '../contract/claims.js';
import { lifecycleContract } from '../contract/lifecycle.js';
import { registerContract } from '../contract/register.js';
import { relationsContract } from '../contract/relations.js';
import { searchContract } from '../contract/search.js';
import { trustContract } from '../contract/trust.js';
import { validationsContract } from '../contract/validations.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const fresh = async () => {
  const { serviceUrl, ownerUrl } = await server.database();
  return connectDatabase({ url: serviceUrl, ownerUrl });
};
registerContract('PostgreSQL of the distribution', fresh);
accessContract('PostgreSQL of the distribution', fresh);
trustContract('PostgreSQL of the distribution', fresh);
validationsContract('PostgreSQL of the distribution', fresh);
checksContract('PostgreSQL of the distribution', fresh);
claimsContract('PostgreSQL of the distribution', fresh);
lifecycleContract('PostgreSQL of the distribution', fresh);
batchesContract('PostgreSQL of the distribution', fresh);
searchContract('PostgreSQL of the distribution', fresh);
relationsContract('PostgreSQL of the distribution', fresh);
assembliesContract('PostgreSQL of the distribution', fresh);
