import { type FastifyInstance, type FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route registered so far: pattern → methods. */
    routesSeen: Map<string, Set<string>>;
  }
}

/** Notes every route, so that 405 can name what is allowed and the OpenAPI document can be compared with what is served. */
export function watchRoutes(instance: FastifyInstance): void {
  const seen = new Map<string, Set<string>>();
  instance.decorate('routesSeen', seen);
  instance.addHook('onRoute', ({ url, method }) => {
    const methods = seen.get(url) ?? new Set<string>();
    for (const m of [method].flat()) methods.add(m);
    seen.set(url, methods);
  });
}

/** The methods that the path of a request would take. */
export function allowedMethods(request: FastifyRequest): string[] {
  const path = request.raw.url?.split('?')[0] ?? '';
  const allowed = new Set<string>();
  for (const [pattern, methods] of request.server.routesSeen) {
    if (pattern === '*' || pattern === '/*' || !matches(pattern, path)) continue;
    for (const method of methods) allowed.add(method);
  }
  return [...allowed].sort();
}

function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[A-Za-z]+/g, '[^/]+')
    .replace(/\*/g, '.*');
  return new RegExp(`^${source}$`).test(path);
}
