// node scripts/conformance/corpus/xmlsec1-made.mjs
//
// Has the program xmlsec1 sign small documents in many ways (canonical forms, references, filters, algorithms), in a folder
// that is thrown away, and asks both xmlsec1 and `dantao inspect` about each, whole and with one character changed.
// Prints where they differ; exit status 1 when they do. Needs xmlsec1, openssl and a built dist/.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const W = 'http://www.w3.org';
const DS = `${W}/2000/09/xmldsig#`;
const SHA256 = `${W}/2001/04/xmlenc#sha256`;
const RSA = `${W}/2001/04/xmldsig-more#rsa-sha256`;
const CANONICAL = [
  `${W}/TR/2001/REC-xml-c14n-20010315`,
  `${W}/2006/12/xml-c14n11`,
  `${W}/2001/10/xml-exc-c14n#`,
].flatMap((uri) => [uri, `${uri}${uri.endsWith('#') ? '' : '#'}WithComments`]);
const transform = (uri, inside = '') => `<Transform Algorithm="${uri}">${inside}</Transform>`;
const ENVELOPED = transform(`${DS}enveloped-signature`);
const xpath = (text) => transform(`${W}/TR/1999/REC-xpath-19991116`, `<XPath xmlns:d="${DS}" xmlns:a="urn:a">${text}</XPath>`); // prettier-ignore
const filter = (...steps) =>
  transform(
    `${W}/2002/06/xmldsig-filter2`,
    steps.map(([kind, path]) => `<f:XPath xmlns:f="${W}/2002/06/xmldsig-filter2" xmlns:d="${DS}" xmlns:a="urn:a" Filter="${kind}">${path}</f:XPath>`).join(''), // prettier-ignore
  );

/** What is tried: { key, method, canonical, uri, steps, digest, keyInfo }. */
const CASES = [
  ...['rsa-sha1', 'rsa-sha224', 'rsa-sha256', 'rsa-sha384', 'rsa-sha512', 'rsa-ripemd160', 'rsa-md5'].map((name) => ({ method: name === 'rsa-sha1' ? `${DS}${name}` : `${W}/2001/04/xmldsig-more#${name}` })), // prettier-ignore
  ...['P-256', 'P-384', 'P-521'].flatMap((key) => ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((hash) => ({ key, method: `${W}/2001/04/xmldsig-more#ecdsa-${hash}` }))), // prettier-ignore
  ...[`${DS}sha1`, `${W}/2001/04/xmldsig-more#sha224`, `${W}/2001/04/xmldsig-more#sha384`, `${W}/2001/04/xmlenc#sha512`].map((digest) => ({ digest })), // prettier-ignore
  { keyInfo: '<KeyValue/>' },
  { key: 'P-256', method: `${W}/2001/04/xmldsig-more#ecdsa-sha256`, keyInfo: '<KeyValue/>' },
  ...CANONICAL.flatMap((canonical) => [
    ...['', '#xpointer(/)'].map((uri) => ({ canonical, uri, steps: ENVELOPED + transform(canonical) })),
    ...['#i1', "#xpointer(id('i1'))"].map((uri) => ({ canonical, uri, steps: transform(canonical) })),
    { canonical, steps: filter(['subtract', '/descendant::d:Signature']) + transform(canonical) },
    { canonical, steps: filter(['intersect', '//a:x'], ['subtract', '//y']) + transform(canonical) },
    { canonical, steps: filter(['intersect', '//a:x'], ['subtract', '/doc/a:x'], ['union', '//y']) + transform(canonical) }, // prettier-ignore
  ]),
  ...[
    'not(ancestor-or-self::d:Signature)',
    'ancestor-or-self::a:x',
    'not(ancestor-or-self::d:Signature) and not(ancestor-or-self::y)',
    "ancestor-or-self::a:x[@Id='i1'] or ancestor-or-self::y",
    'count(ancestor-or-self::d:Signature | here()/ancestor::d:Signature[1]) &gt; count(ancestor-or-self::d:Signature)',
  ].map((text) => ({ steps: xpath(text) })),
  ...["//*[name()='Signature']", 'here()/ancestor::d:Signature[1]', '//d:Signature | //y'].map((path) => ({ steps: filter(['subtract', path]) })), // prettier-ignore
  ...["id('i1')", "/*/*[local-name()='x']", "//*[starts-with(local-name(),'x') or @Id='z']"].map((path) => ({ steps: filter(['intersect', path]) })), // prettier-ignore
];

const template = ({ method = RSA, canonical = CANONICAL[4], uri = '', steps = ENVELOPED, digest = SHA256, keyInfo = '<X509Data/>' }) =>
  `<?xml version="1.0"?><?pi x?><!-- c -->
<doc xmlns:a="urn:a" xml:lang="zh" xml:base="http://x/y/"><a:x Id="i1" b="1&#10;2">t<!-- k --><y xmlns=""/></a:x><Signature xmlns="${DS}"><SignedInfo><CanonicalizationMethod Algorithm="${canonical}"/><SignatureMethod Algorithm="${method}"/><Reference URI="${uri}"><Transforms>${steps}</Transforms><DigestMethod Algorithm="${digest}"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo>${keyInfo}</KeyInfo></Signature></doc>
`; // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'dantao-xmlsec1-'));
const at = (name) => join(folder, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
const IDS = ['--id-attr:Id', 'x', '--id-attr:Id', 'urn:a:x'];
try {
  for (const key of ['rsa', 'P-256', 'P-384', 'P-521']) {
    const how = key === 'rsa' ? ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] : ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${key}`]; // prettier-ignore
    openssl('genpkey', ...how, '-out', at(`${key}.key`));
    openssl('req', '-x509', '-new', '-key', at(`${key}.key`), '-subj', `/CN=${key}`, '-days', '3650', '-out', at(`${key}.crt`)); // prettier-ignore
  }
  const made = [];
  let unsigned = 0;
  for (const [i, one] of CASES.entries()) {
    const { key = 'rsa' } = one;
    writeFileSync(at('template.xml'), template(one));
    const done = spawnSync('xmlsec1', ['sign', ...IDS, '--privkey-pem', `${at(`${key}.key`)},${at(`${key}.crt`)}`, '--output', at(`${i}.xml`), at('template.xml')]); // prettier-ignore
    if (done.error) throw done.error;
    if (done.status !== 0) {
      unsigned++;
      continue;
    }
    const text = readFileSync(at(`${i}.xml`), 'utf8');
    writeFileSync(at(`${i}-changed.xml`), text.replace('b="1&#10;2"', 'b="1&#10;3"').replace('<y xmlns=""/>', '<y xmlns=""> </y>')); // prettier-ignore
    made.push({ name: `${i}.xml`, one }, { name: `${i}-changed.xml`, one });
  }
  const cli = join(import.meta.dirname, '..', '..', '..', 'bin', 'dantao.mjs');
  const lines = execFileSync(process.execPath, [cli, 'inspect', '--json', ...made.map(({ name }) => at(name))], { maxBuffer: 1 << 28 }); // prettier-ignore
  const ours = new Map(lines.toString().trim().split('\n').map((line) => JSON.parse(line)).map((line) => [line.file, line])); // prettier-ignore
  let differing = 0;
  for (const { name, one } of made) {
    const theirs = spawnSync('xmlsec1', ['verify', '--insecure', ...IDS, at(name)]).status === 0 ? 'intact' : 'broken';
    const { integrity, reason } = ours.get(at(name));
    if (integrity === theirs) continue;
    differing++;
    console.log(`${name}: xmlsec1 ${theirs}, dantao ${integrity} (${reason})\n  ${JSON.stringify(one)}`);
  }
  console.log(`${made.length} documents (half of them changed), ${made.length - differing} agree, ${differing} differ; ${unsigned} ways xmlsec1 does not sign here`); // prettier-ignore
  process.exitCode = differing === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
