import 'reflect-metadata';
import { pino } from 'pino';
import { AppModule } from './app.module.js';
import { type Settings } from './config/settings.js';
import { createServer } from './http/server.js';
import { openParts, type Parts, SOFTWARE, type Step } from './parts.js';

export interface Service {
  url: string;
  /** The secret of the first administrator on an empty database; null ever after. */
  firstKey: string | null;
  parts: Parts;
  /** Running submissions finish, new ones get 503; then everything is closed. */
  stop(): Promise<void>;
}

/** Starts everything, in order: database, store, readers, HTTP. Throws SettingError or ArchiveError with one line that says what to do. */
export async function startService(
  settings: Settings,
  hooks: { reached?: (step: Step) => void } = {},
): Promise<Service> {
  const logger = pino({ level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const parts = await openParts(settings, logger, hooks.reached);
  try {
    const firstKey = await parts.database.access.bootstrap();
    const app = await createServer(AppModule.of(parts, settings, logger), { logger, version: SOFTWARE.version });
    await app.listen(settings.listen.port, settings.listen.host);
    const address = app.getHttpServer().address() as { port: number };
    const host = settings.listen.host.includes(':') ? `[${settings.listen.host}]` : settings.listen.host;
    let stopped: Promise<void> | null = null;
    return {
      url: `http://${host}:${address.port}`,
      firstKey,
      parts,
      stop: () => (stopped ??= app.close().then(() => parts.close())),
    };
  } catch (error) {
    await parts.close().catch(() => undefined);
    throw error;
  }
}
