// Intake of signed records under trust, beside the same documents with nothing to verify, in turns: `unseen` has the very
// signature in it, but no reader is told of it; `unsigned` was never signed.
//   npm run bench -- signed [--records 600] [--rounds 3] [--concurrency 32]
import { parseArgs } from 'node:util';
import { load } from './load.mjs';
import { cpuOf } from './process-tree.mjs';
import { startService } from './service-process.mjs';
import * as files from './signed-files.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    records: { type: 'string', default: '600' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '32' },
  },
});
const count = Number(values.records);
const concurrency = Number(values.concurrency);
const service = await startService();

for (const [purpose, list] of [
  ['all', files.trust.anchors.map(({ certificate }) => certificate)],
  [null, [...files.trust.certificates, ...files.trust.crls]],
]) {
  for (const bytes of list) {
    const answer = await fetch(`${service.url}/v1/trust/items${purpose ? `?purpose=${purpose}` : ''}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.adminKey}`, 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    if (answer.status !== 201) throw new Error(`trust: ${answer.status} ${await answer.text()}`);
  }
}

let serial = 0;
const KINDS = {
  ofd: {
    unsigned: (i) => files.ofd(i, { signed: false }),
    unseen: (i) => files.ofd(i, { listed: false }),
    signed: (i) => files.ofd(i),
  },
  pdf: {
    unsigned: (i) => files.pdf(i, undefined, { signed: false }),
    unseen: (i) => files.pdf(i, undefined, { field: 'Btn' }),
    signed: (i) => files.pdf(i),
  },
};

/** Made before the clock runs: the client shares the cores. */
function submissions(kind, which, howMany) {
  return Array.from({ length: howMany }, () => {
    const n = ++serial;
    const record = {
      fonds: 'BENCH',
      kind: 'e-invoice',
      title: `测试发票 ${n}`,
      source: { system: 'BENCH', businessKey: `k${n}` },
      files: [{ part: 'f', name: `发票-${n}.${kind}` }],
    };
    const head = `--b\r\nContent-Disposition: form-data; name="record"\r\n\r\n${JSON.stringify(record)}\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n`;
    return {
      method: 'POST',
      path: '/v1/records',
      headers: { authorization: `Bearer ${service.key}`, 'content-type': 'multipart/form-data; boundary=b' },
      body: Buffer.concat([Buffer.from(head), KINDS[kind][which](n), Buffer.from('\r\n--b--\r\n')]),
    };
  });
}

const said = {};
async function turn(kind, which, howMany) {
  const list = submissions(kind, which, howMany);
  const before = cpuOf(service.pid);
  const { perSecond, p50, p99 } = await load({
    port: service.port,
    count: howMany,
    concurrency,
    make: (i) => list[i],
    check({ status, body }) {
      if (status !== 201) throw new Error(`${status}: ${body.toString().slice(0, 300)}`);
      said[`${kind} ${which}`] ??= JSON.parse(body)
        .files[0].signatures.map(
          ({ kind, verdict, subIndication }) => `${kind} ${verdict}${subIndication ? ` ${subIndication}` : ''}`,
        )
        .join(', ');
    },
  });
  const after = cpuOf(service.pid);
  const cpu = (role) => (after[role] - before[role]) / howMany;
  return { perSecond, p50, p99, service: cpu('service') + cpu('database'), readers: cpu('readers') };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(
  `${count} records a turn, ${values.rounds} turns each, concurrency ${concurrency}, client on the same cores; median of the turns`,
);
for (const kind of Object.keys(KINDS)) {
  const runs = { unsigned: [], unseen: [], signed: [] };
  for (const which of Object.keys(runs)) await turn(kind, which, count);
  for (let round = 0; round < Number(values.rounds); round++)
    for (const which of Object.keys(runs)) runs[which].push(await turn(kind, which, count));
  const of = (which, name) => median(runs[which].map((run) => run[name]));
  for (const which of Object.keys(runs))
    console.log(
      `${kind} ${which.padEnd(8)} ${of(which, 'perSecond').toFixed(0).padStart(5)} records/s   p50 ${of(which, 'p50').toFixed(1)} ms   p99 ${of(which, 'p99').toFixed(1)} ms   CPU ms ${of(which, 'service').toFixed(2)} + readers ${of(which, 'readers').toFixed(2)}   ${said[`${kind} ${which}`] || 'no signature'}`,
    );
  const ratio = (to) => (of('signed', 'perSecond') / of(to, 'perSecond')).toFixed(2);
  console.log(
    `${kind} signed: ${ratio('unseen')} of the rate of the same bytes unverified (aim ≥ 0.6), ${ratio('unsigned')} of unsigned ones`,
  );
}
await service.stop();
process.exit(0);
