import { PROBLEMS, PROBLEM_TYPE, type ProblemCode } from '../problem.js';
import { type Answer, type Operation } from './operation.js';
import { OPERATIONS } from './operations.js';
import { keyId, ref, type Schema, SCHEMAS, text } from './schemas.js';

const HEADERS: Record<string, Schema> = {
  'X-Request-Id': text('Of the caller when it sent a harmless one (1–64 of A-Z a-z 0-9 . _ -), else ours.'),
  Location: text('Path of the new record.'),
  'Content-Location': text('Path of the record that is there.'),
  ETag: text('SHA-256 of the whole, in quotes.'),
  'Accept-Ranges': text(),
  'Content-Range': text(),
  'Content-Disposition': text('Always attachment.'),
  'Content-Language': text('zh-CN or en, by Accept-Language.'),
  'Content-Security-Policy': text('Of bytes that strangers made: sandbox.'),
  'X-Content-Type-Options': text('nosniff'),
  'Retry-After': text('Seconds.'),
  'WWW-Authenticate': text(),
  Allow: text(),
};

export interface OpenApiDocument {
  openapi: string;
  info: Schema;
  paths: Record<string, Record<string, Schema>>;
  components: Record<string, Record<string, Schema>>;
  [more: string]: unknown;
}

/** The whole API as OpenAPI 3.1; a test compares its paths with the routes that are served. */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of OPERATIONS) (paths[operation.path] ??= {})[operation.method] = operationOf(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Dantao 单套',
      version,
      description: '电子文件单套制归档服务 · An electronic-records archiving service that can prove itself.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: ['Records', 'Refusals', 'Vouchers', 'Batches', 'Trust', 'Dictionary', 'Administration', 'Service'].map(
      (name) => ({
        name,
      }),
    ),
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a principal.' } },
      headers: Object.fromEntries(Object.entries(HEADERS).map(([name, schema]) => [name, { schema }])),
    },
  };
}

function operationOf(operation: Operation): Schema {
  const open = operation.roles.length === 0;
  const problems: ProblemCode[] = [
    ...operation.problems,
    ...(open ? [] : (['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED'] as const)),
  ];
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, open ? 'Open to the world.' : `Roles: ${operation.roles.join(', ')}.`]
      .filter(Boolean)
      .join('\n\n'),
    security: open ? [] : [{ apiKey: [] }],
    parameters: parametersOf(operation),
    ...(operation.body ? { requestBody: bodyOf(operation.body) } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(operation.answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...problemsOf(problems),
    },
  };
}

function parametersOf({ path, query = {}, headers = {} }: Operation): Schema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name !== 'id' ? text() : path.startsWith('/v1/keys/') ? keyId : text(undefined, { format: 'uuid' }),
  }));
  const inQuery = Object.entries(query).map(([name, { required, ...schema }]) => ({
    name,
    in: 'query',
    ...(required ? { required } : {}),
    schema,
  }));
  const inHeader = Object.entries({
    ...headers,
    'Accept-Language': text('zh-CN (default) or en.'),
    'X-Request-Id': text(),
  }).map(([name, schema]) => ({ name, in: 'header', schema }));
  return [...inPath, ...inQuery, ...inHeader];
}

function bodyOf({ type, schema, example, encoding }: NonNullable<Operation['body']>): Schema {
  return {
    required: true,
    content: { [type]: { schema, ...(example === undefined ? {} : { example }), ...(encoding ? { encoding } : {}) } },
  };
}

function answerOf({ description, type, schema, example, others = {}, headers = [] }: Answer): Schema {
  return {
    description,
    headers: headersOf(['X-Request-Id', ...headers]),
    ...(type
      ? {
          content: {
            [type]: { schema, ...(example === undefined ? {} : { example }) },
            ...Object.fromEntries(Object.entries(others).map(([other, one]) => [other, { schema: one }])),
          },
        }
      : {}),
  };
}

/** One response per status, with an example per code: what a caller meets, word for word. */
function problemsOf(codes: ProblemCode[]): Record<string, Schema> {
  const byStatus = group(codes);
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      String(status),
      {
        description: some
          .map(
            (code) =>
              `${code}: ${PROBLEMS[code].zh.replace(/\s?\{\w+\}/g, '')} · ${PROBLEMS[code].en.replace(/\s?\{\w+\}/g, '')}`,
          )
          .join('\n\n'),
        headers: headersOf([
          'X-Request-Id',
          'Content-Language',
          ...(status === 416 ? ['Content-Range'] : []),
          ...(status === 401 ? ['WWW-Authenticate'] : []),
          ...([409, 429, 503].includes(status) ? ['Retry-After'] : []),
        ]),
        content: {
          [PROBLEM_TYPE.split(';')[0]!]: {
            schema: ref('Problem'),
            examples: Object.fromEntries(
              some.map((code) => {
                const title = PROBLEMS[code].en.replace(/\s?\{\w+\}/g, '');
                return [
                  code,
                  {
                    value: {
                      type: `urn:dantao:problem:${code}`,
                      code,
                      title,
                      status,
                      detail: title,
                      requestId: 'erp-42',
                    },
                  },
                ];
              }),
            ),
          },
        },
      },
    ]),
  );
}

function group(codes: ProblemCode[]): Map<number, ProblemCode[]> {
  const groups = new Map<number, ProblemCode[]>();
  for (const code of codes) groups.set(PROBLEMS[code].status, [...(groups.get(PROBLEMS[code].status) ?? []), code]);
  return groups;
}

function headersOf(names: string[]): Schema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
