import { join } from 'node:path';
import { Administrator } from './api.js';
import { removeFolder, scratchFolder, ServiceProcess } from './service-process.js';

/** The built service on the embedded default, with two fonds and somebody for each role. */
export interface House {
  service: ServiceProcess;
  url: string;
  dataDir: string;
  administrator: Administrator;
  fonds: { id: string; code: string };
  otherFonds: { id: string; code: string };
  submitter: { id: string; key: string; keyId: string };
  otherSubmitter: { id: string; key: string; keyId: string };
  archivist: { key: string };
  otherAuditor: { key: string };
  metrics: { key: string };
  close(): Promise<void>;
}

export async function openHouse(env: Record<string, string> = {}): Promise<House> {
  const folder = await scratchFolder('e2e');
  // A place as people name them.
  const dataDir = join(folder, '单套 data');
  const service = await ServiceProcess.start({ dataDir, env });
  const administrator = new Administrator(service.url, service.firstKey);
  const [fonds, otherFonds] = [await administrator.fonds('Z001'), await administrator.fonds('Z002', false)];
  return {
    service,
    url: service.url,
    dataDir,
    administrator,
    fonds,
    otherFonds,
    submitter: await administrator.principal('submitter', [fonds.id]),
    otherSubmitter: await administrator.principal('submitter', [otherFonds.id]),
    archivist: await administrator.principal('archivist', [fonds.id]),
    otherAuditor: await administrator.principal('auditor', [otherFonds.id]),
    metrics: await administrator.principal('metrics', []),
    close: async () => {
      await service.stop('SIGKILL');
      await removeFolder(folder);
    },
  };
}
