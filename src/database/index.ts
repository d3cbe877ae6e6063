export { connectDatabase, type Database, type DatabaseSettings } from './connect.js';
export { dataSourceOptions, migrate } from './data-source.js';
export { entities } from './entities/index.js';
