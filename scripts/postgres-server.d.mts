export interface TestPostgres {
  ownerUrl: string;
  serviceUrl: string;
  superUrl: string;
  pid(): number;
  /** A further empty database. */
  database(): Promise<{ ownerUrl: string; serviceUrl: string }>;
  start(): Promise<void>;
  /** Leaves the cluster to be started again. */
  kill(signal?: string): Promise<void>;
  /** Removes it. */
  stop(): Promise<void>;
}
export function startPostgres(): Promise<TestPostgres>;
