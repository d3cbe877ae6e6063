// Puts objects in a loop until it is killed, and says which were acknowledged. Arguments: built storage folder, store root.
import { createHash, randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';

const [built, root, round] = process.argv.slice(2);
const { FilesystemStore } = await import(`${built}/storage/filesystem.js`);
const store = await FilesystemStore.open(root);

async function writer(lane) {
  for (let turn = 0; ; turn += 1) {
    const bytes = randomBytes(1 + Math.floor(Math.random() * 200_000));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = `aip/${round}-${lane}/${turn}.zip`;
    const body = {
      sha256,
      open: async function* () {
        for (let at = 0; at < bytes.length; at += 30_000) yield bytes.subarray(at, at + 30_000);
      },
    };
    if (turn % 2 === 0) body.bytes = bytes;
    await store.putOnce(key, body, bytes.length);
    // Straight to the pipe: what is printed was acknowledged, even when the next instruction never runs.
    writeSync(1, `${key} ${sha256}\n`);
  }
}
for (let lane = 0; lane < 16; lane += 1) void writer(lane);
