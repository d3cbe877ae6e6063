// A load of N requests at a fixed concurrency over keep-alive connections; every answer is checked.
import { Agent, request } from 'node:http';

export async function load({ port, count, concurrency, make, check }) {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const times = [];
  let next = 0;
  const began = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < count) {
        const { method, path, headers, body } = make(next++);
        const start = process.hrtime.bigint();
        const answer = await new Promise((resolve, reject) => {
          const req = request(
            { agent, host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': body.length } },
            (res) => {
              const pieces = [];
              res.on('data', (d) => pieces.push(d));
              res.on('end', () => resolve({ status: res.statusCode, body: Buffer.concat(pieces) }));
              res.on('error', reject);
            },
          );
          req.on('error', reject);
          req.end(body);
        });
        times.push(Number(process.hrtime.bigint() - start) / 1e6);
        check(answer);
      }
    }),
  );
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const used = process.cpuUsage(cpu);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (q) => times[Math.min(times.length - 1, Math.floor(q * times.length))];
  return {
    perSecond: count / seconds,
    p50: at(0.5),
    p99: at(0.99),
    clientCpuMs: (used.user + used.system) / 1000 / count,
  };
}
