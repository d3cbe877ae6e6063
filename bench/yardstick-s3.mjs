// The S3 side of the yardstick: one PUT of known size through the same client, nothing read back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'minio';

export function open({ endPoint, port, accessKey, secretKey, bucket }) {
  const client = new Client({ endPoint, port, useSSL: false, accessKey, secretKey, region: 'us-east-1' });
  return { put: (key, body) => client.putObject(bucket, key, body, body.length) };
}

export async function startServer() {
  const { startS3 } = await import('../scripts/s3-server.mjs');
  const dataDir = mkdtempSync(join(tmpdir(), 'dantao-bench-s3-'));
  const server = await startS3({ dataDir });
  const url = new URL(server.url);
  const keys = { accessKey: server.accessKey, secretKey: server.secretKey };
  const yardstick = { endPoint: url.hostname, port: Number(url.port), ...keys, bucket: 'yardstick' };
  await new Client({ endPoint: url.hostname, port: Number(url.port), useSSL: false, ...keys }).makeBucket(
    'yardstick',
    'us-east-1',
  );
  const { initStore } = await import('../dist/storage/store-init.js');
  await initStore({ url: `s3+${server.url}/dantao`, region: 'us-east-1', ...keys });
  return {
    yardstick,
    serviceEnv: {
      DANTAO_STORE_URL: `s3+${server.url}/dantao`,
      DANTAO_STORE_ACCESS_KEY: keys.accessKey,
      DANTAO_STORE_SECRET_KEY: keys.secretKey,
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
