import { type ProblemCode } from '../problem.js';
import { type Schema } from './schemas.js';

/** One row per endpoint; document.ts makes the OpenAPI operation of it. */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  tag: 'Records' | 'Refusals' | 'Vouchers' | 'Batches' | 'Trust' | 'Dictionary' | 'Administration' | 'Service';
  id: string;
  summary: string;
  description?: string;
  /** Empty: open to the world. */
  roles: string[];
  query?: Record<string, Schema>;
  headers?: Record<string, Schema>;
  body?: { type: string; schema: Schema; example?: unknown; encoding?: Schema };
  answers: Record<string, Answer>;
  problems: ProblemCode[];
}

export interface Answer {
  description: string;
  type?: string;
  schema?: Schema;
  example?: unknown;
  /** Further types the same answer may come in. */
  others?: Record<string, Schema>;
  headers?: string[];
}
