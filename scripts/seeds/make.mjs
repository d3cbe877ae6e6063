/**
 * Writes seeds/ anew, byte for byte the same on every machine; with --check only compares and exits 1 on difference.
 * Usage: node scripts/seeds/make.mjs [--check] [--out FOLDER]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenSeeds } from './broken.mjs';
import { invoiceSeeds } from './invoices.mjs';
import { recordSeeds } from './records.mjs';
import { pem, signers } from './keys.mjs';
import { makeSeal } from '../pki/seal.mjs';
import { png } from './images.mjs';

const KEPT = 'README.md';
const json = (value) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** Map of path below seeds/ → bytes. */
function everything() {
  const people = signers();
  const seal = (id, name, holder) => makeSeal({ id, name, maker: people.sealMaker, holder, picture: png(64, 64) });
  const world = {
    ...people,
    seals: {
      tax: { seal: seal('99000000000001', '测试发票监制章', people.taxSealer), holder: people.taxSealer },
      authority: {
        seal: seal('99000000000002', '测试政务专用章', people.authoritySealer),
        holder: people.authoritySealer,
      },
      bank: { seal: seal('99000000000003', '测试电子回单专用章', people.bankSealer), holder: people.bankSealer },
    },
  };
  const seeds = [...invoiceSeeds(world), ...recordSeeds(world), ...brokenSeeds(world)];
  const files = new Map([
    ['index.json', json({ version: 1, seeds: seeds.map((one) => one.index) })],
    ['trust/sm2-root.pem', pem(people.sm2Root.certificate)],
    ['trust/rsa-root.pem', pem(people.rsaRoot.certificate)],
  ]);
  for (const one of seeds) {
    files.set(`${one.folder}/record.json`, json(one.record));
    for (const { path, bytes } of one.contents) files.set(`${one.folder}/${path}`, bytes);
  }
  return files;
}

function onDisk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative(folder, join(folder, name)).replaceAll('\\', '/'))
    .filter((name) => name !== KEPT);
}

const outAt = process.argv.indexOf('--out');
const folder = outAt > 0 ? process.argv[outAt + 1] : join(dirname(fileURLToPath(import.meta.url)), '../../seeds');
const files = everything();
const extra = onDisk(folder).filter((name) => !files.has(name));

if (process.argv.includes('--check')) {
  const differs = [...files].filter(([name, bytes]) => {
    const path = join(folder, name);
    return !existsSync(path) || !readFileSync(path).equals(bytes);
  });
  for (const [name] of differs) console.error(`seeds/${name} differs or is missing`);
  for (const name of extra) console.error(`seeds/${name} is not made by the script`);
  if (differs.length + extra.length > 0) process.exit(1);
  console.log(`${files.size} files are as the script makes them`);
} else {
  for (const name of extra) rmSync(join(folder, name));
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  console.log(`${files.size} files, ${total} bytes`);
}
