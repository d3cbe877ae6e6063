import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/http/openapi/document.js';
import { PROBLEMS } from '../../src/http/problem.js';
import { type House, openHouse, ask } from './house.js';

type Node = Record<string, unknown>;
/** Looked into freely. */
type Loose = ReturnType<typeof JSON.parse>;
const document = openApiDocument('1.2.3');
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Loose })),
);

/** Every `$ref` of the document. */
function refs(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(refs);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node as Node).flatMap(([name, value]) => (name === '$ref' ? [value as string] : refs(value)));
}

describe('the OpenAPI document', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ signer: { jwks: () => ({ keys: [] }) } });
  });
  afterAll(() => house.close());

  it('names exactly the routes that are served', () => {
    const served = [...house.app.getHttpAdapter().getInstance().routesSeen]
      .filter(([url]) => !url.startsWith('/docs') && url !== '*' && url !== '/*')
      .flatMap(([url, methods]) =>
        [...methods]
          .filter((m) => m !== 'HEAD' && m !== 'OPTIONS')
          .map((m) => `${m} ${url.replace(/:(\w+)/g, '{$1}').replace('/*', '/{path}')}`),
      );
    const told = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(served.sort()).toEqual(told.sort());
  });

  it('resolves every reference and uses every schema and header', () => {
    const used = new Set(refs(document));
    const defined = (['schemas', 'headers'] as const).flatMap((kind) =>
      Object.keys(document.components[kind]!).map((name) => `#/components/${kind}/${name}`),
    );
    expect([...used].filter((r) => !defined.includes(r))).toEqual([]);
    expect(defined.filter((r) => !used.has(r) && !r.endsWith('/Allow'))).toEqual([]);
  });

  it('says of every operation who may, what comes out and what goes wrong', () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const open = operation.security.length === 0;
      expect([path, Object.keys(operation.responses).includes('401')]).toEqual([path, !open]);
      if (!open) expect(operation.security).toEqual([{ apiKey: [] }]);
      expect(Object.keys(operation.responses).some((s) => s.startsWith('2'))).toBe(true);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      expect(operation.parameters.filter((p: Node) => p['in'] === 'path').map((p: Node) => p['name'])).toEqual(inPath);
      for (const [status, response] of Object.entries<Loose>(operation.responses)) {
        expect(response.description.length).toBeGreaterThan(0);
        for (const [code, example] of Object.entries<Loose>(
          response.content?.['application/problem+json']?.examples ?? {},
        )) {
          expect(PROBLEMS[code as keyof typeof PROBLEMS].status).toBe(Number(status));
          expect(example.value).toMatchObject({ type: `urn:dantao:problem:${code}`, status: Number(status) });
        }
      }
    }
    expect(document.components['securitySchemes']).toMatchObject({ apiKey: { type: 'http', scheme: 'bearer' } });
  });

  it('every problem a request can meet is told somewhere', () => {
    const told = new Set(
      operations.flatMap(({ operation }) =>
        Object.values<Loose>(operation.responses).flatMap((r) =>
          Object.keys(r.content?.['application/problem+json']?.examples ?? {}),
        ),
      ),
    );
    // Of the router, of the start, or folded into INTERNAL_ERROR's row: never promised by an endpoint.
    const elsewhere = [
      'ROUTE_UNKNOWN',
      'METHOD_NOT_ALLOWED',
      'OBJECT_NOT_FOUND',
      'OBJECT_CONFLICT',
      'OBJECT_SIZE_MISMATCH',
      'STORE_MISCONFIGURED',
      'DATABASE_MISCONFIGURED',
      'SETTING_INVALID',
    ];
    expect(
      Object.keys(PROBLEMS)
        .filter((code) => !told.has(code))
        .sort(),
    ).toEqual(elsewhere.sort());
  });

  it('is the same every time and is what /openapi.json serves', async () => {
    expect(JSON.stringify(openApiDocument('1.2.3'))).toBe(JSON.stringify(document));
    const served = await ask(`${house.url}/openapi.json`);
    expect(await served.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument('0.0.0-test'))));
  });

  it('/docs shows it, over plain HTTP', async () => {
    const page = await ask(`${house.url}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    const bundle = await ask(`${house.url}/docs/swagger-ui-bundle.js`);
    expect([bundle.status, (await bundle.text()).length > 100_000]).toEqual([200, true]);
    expect((await ask(`${house.url}/docs/swagger-ui-init.js`)).status).toBe(200);
  });
});
