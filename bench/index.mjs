// npm run bench -- <name> [options]: what we claim about speed, as programs anyone can run.
const benches = {
  checks: './checks.mjs',
  claims: './claims.mjs',
  facts: './facts.mjs',
  ingest: './ingest.mjs',
  large: './large.mjs',
  package: './package.mjs',
  search: './search.mjs',
  signed: './ingest-signed.mjs',
  verify: './verify.mjs',
};
const name = process.argv[2];
if (!benches[name]) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--help]`);
  process.exit(2);
}
await import(benches[name]);
