const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
};

/** `unit` needs nothing running; `e2e` starts the built service or a database of its own. */
export default {
  testTimeout: 30_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/test/{core,archive,http,config,docs}/**/*.test.ts'] },
    { ...common, displayName: 'parts', testMatch: ['<rootDir>/test/{contract,e2e,workers,cli}/**/*.test.ts'] },
  ],
};
