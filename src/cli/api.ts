import { type Finding } from '../core/finding.js';
import { type Lang } from './terminal.js';

/** RFC 9457 problem details as the service answers them; every member may be missing when something else answered. */
export interface Problem {
  status: number;
  code?: string;
  title?: string;
  detail?: string;
  findings?: Finding[];
}

/** The service refused the request or did not answer; the message is one line for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    message: string,
    readonly problem: Problem | null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The HTTP API with one key, for the verbs that ask in JSON. */
export class Api {
  constructor(
    readonly url: string,
    private readonly key: string | null,
    private readonly lang: Lang,
  ) {}

  headers(): Record<string, string> {
    return { 'accept-language': this.lang, ...(this.key ? { authorization: `Bearer ${this.key}` } : {}) };
  }

  /** Throws ApiError for every answer that is not 2xx. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.headers(), ...(init.headers as Record<string, string> | undefined) };
    let response: Response;
    try {
      response = await fetch(this.url + path, { ...init, headers });
    } catch (cause) {
      throw new ApiError(`${this.url}: ${reasonOf(cause)}`, null, { cause });
    }
    if (response.ok) return response;
    const problem = problemIn(response.status, await response.text());
    throw new ApiError(`${this.url}${path.split('?')[0]}: ${lineOf(problem)}`, problem);
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

export function problemIn(status: number, text: string): Problem {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...(value as Partial<Problem>), status };
  } catch {
    // Not our service, or a proxy before it: the status is all there is.
  }
  return { status };
}

export function lineOf({ status, code, title, detail }: Problem): string {
  const said = [title, detail === title ? undefined : detail].filter(Boolean).join(': ');
  return `${status}${code ? ` ${code}` : ''}${said ? ` ${said}` : ''}`;
}

/** `fetch failed` says nothing: the cause does. */
export function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? (error as { code?: string }).code ?? (error as Error).message;
}
