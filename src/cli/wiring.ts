import { type Isolate } from '../archive/ports.js';
import { type Settings } from '../config/settings.js';

export interface IsolateSettings {
  readers: number;
  timeoutMs: number;
  memoryBytes: number;
}

export interface RunningService {
  url: string;
  /** Shown once: the secret of the first administrator, null on every later start. */
  firstKey: string | null;
  /** Running submissions finish first. */
  stop(): Promise<void>;
}

/** What the verbs need of other rooms, handed over by src/cli.ts. Each loads its room only when called. */
export interface Wiring {
  software: { name: string; version: string };
  openIsolate(settings: IsolateSettings): Promise<Isolate>;
  startService(settings: Settings): Promise<RunningService>;
  /** Prepares the bucket or folder, and tries what it enforces. */
  initStore(settings: Settings): Promise<{ done: string[]; notEnforced: string[] }>;
  rotateReceiptKey(settings: Settings): Promise<{ kid: string }>;
}
