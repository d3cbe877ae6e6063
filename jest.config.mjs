const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
};

/**
 * unit:  needs nothing running.
 * parts: starts the built service, the embedded database, child processes.
 * real:  a real PostgreSQL, a real S3 server, a real clamd where it is installed, and the crash matrix; run by .ci/run.
 */
export default {
  testTimeout: 60_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/test/{core,archive,http,config,docs}/**/*.test.ts'] },
    { ...common, displayName: 'parts', testMatch: ['<rootDir>/test/{contract,e2e,workers,cli}/**/*.test.ts'] },
    { ...common, displayName: 'real', testMatch: ['<rootDir>/test/{contract-real,crash}/**/*.test.ts'] },
  ],
};
