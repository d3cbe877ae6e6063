/** The doors between the rooms. Each rule says why it stands. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const SHELL = ['storage', 'database', 'http', 'jobs', 'workers', 'scanning', 'signing', 'cli'];

module.exports = {
  forbidden: [
    rule(
      'core-is-a-leaf',
      'core could be printed and read in thirty years: it knows no shell and no framework',
      { path: '^src/core/' },
      { path: '^src/(?!core/)' },
    ),
    rule(
      'core-is-pure',
      'no file system, network, clock or process in core: bytes come in, values go out',
      { path: '^src/core/' },
      {
        dependencyTypes: ['core'],
        pathNot: '^(node:)?(crypto|stream|buffer|zlib|util|assert)(/|$)',
      },
    ),
    rule(
      'core-parsers-only',
      'core takes only the parser packages on this list',
      { path: '^src/core/' },
      {
        dependencyTypes: ['npm'],
        pathNot: 'node_modules/(saxes|xmlbuilder2|xmlchars|@noble/curves)/',
      },
    ),
    rule(
      'stories-know-core-only',
      'the stories name what they need as ports',
      { path: '^src/archive/' },
      { path: '^src/(?!core/|archive/)' },
    ),
    rule(
      'stories-know-no-framework',
      'a story is told without Nest, SQL or S3',
      { path: '^src/archive/' },
      { path: 'node_modules/(@nestjs|typeorm|pg|minio|fastify)/' },
    ),
    rule(
      'config-knows-nobody',
      'settings are read before anything else exists',
      { path: '^src/config/' },
      { path: '^src/(?!config/)' },
    ),
    ...SHELL.map((room) =>
      rule(
        `${room}-keeps-to-itself`,
        'rooms of the shell do not know each other: wiring is in the root files',
        { path: `^src/${room}/` },
        { path: `^src/(?!core/|archive/|config/|${room}/)` },
      ),
    ),
    rule(
      'formats-are-siblings',
      'a format shares nothing with its siblings but core files above them',
      { path: '^src/core/formats/([^/]+)/' },
      { path: '^src/core/formats/[^/]+/', pathNot: '^src/core/formats/$1/' },
    ),
    rule(
      'nothing-imports-roots',
      'root files wire; nobody depends on the wiring',
      { path: '^src/[^/]+/' },
      { path: '^src/[^/]+\\.ts$' },
    ),
    rule('no-cycles', 'a record flows one way', { pathNot: '\\.entity\\.ts$' }, { circular: true }),
    rule(
      'no-dev',
      'what runs in production is a dependency',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    ),
    rule('resolvable', 'an import that does not resolve is a mistake', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'types'] },
  },
};
