import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type DictionaryItem } from '../archive/dictionary-ports.js';
import { Dictionary } from '../archive/dictionary.js';
import { type DictionaryEntry, DICTIONARY_AREAS, type MetadataScheme } from '../core/records/dictionary/entry.js';
import { DICTIONARY } from '../core/records/dictionary/index.js';
import { type KindScheme } from '../core/records/generic/scheme.js';
import { KINDS } from '../core/records/index.js';
import { principalOf, Roles } from './access.guard.js';
import { WITHDRAWAL } from './admin-bodies.js';
import { bodyAs } from './body.js';
import { NEW_ELEMENT, NEW_KIND } from './dictionary-bodies.js';
import { invalidQuery, queryFlag, queryText, refuseUnknown } from './query.js';

export const SCHEMES: readonly MetadataScheme[] = ['DA/T 46', 'DA/T 94', 'DA/T 48', 'EN 16931'];

/** The metadata dictionary (元数据字典), and the kinds of records built on it. */
@Controller('v1/dictionary')
@Roles('administrator', 'submitter', 'archivist', 'auditor')
export class DictionaryController {
  constructor(@Inject(Dictionary) private readonly dictionary: Dictionary) {}

  /** Every element; of one scheme, one kind, one area; with those that a fonds added. */
  @Get()
  async list(@Req() request: FastifyRequest, @Query() query: unknown) {
    refuseUnknown(query, ['fonds', 'scheme', 'kind', 'area']);
    const fonds = queryText(query, 'fonds');
    const own = fonds === undefined ? [] : await this.dictionary.list(principalOf(request), fonds, false);
    const added = own.filter(({ sort }) => sort === 'element').map(({ body }) => body as DictionaryEntry);
    const fields = keysOfKind(query, own);
    const scheme = oneOf(query, 'scheme', SCHEMES);
    const area = oneOf(query, 'area', DICTIONARY_AREAS);
    const items = [...DICTIONARY, ...added].filter(
      (entry) =>
        (fields === null || fields.has(entry.key)) &&
        (scheme === null || entry.numbers[scheme] !== undefined) &&
        (area === null || entry.area === area),
    );
    return { items };
  }

  /** The kinds that are built in: fields, basis, defaults. */
  @Get('kinds')
  kinds() {
    return { items: KINDS.map(({ id, zh, en, basis, fields, defaults }) => ({ id, zh, en, basis, fields, defaults })) };
  }
}

/** What a fonds adds: elements, and kinds of records as data. Nothing is changed or deleted; what no longer holds is withdrawn. */
@Controller('v1/fonds/:code')
@Roles('administrator', 'archivist')
export class FondsDictionaryController {
  constructor(@Inject(Dictionary) private readonly dictionary: Dictionary) {}

  @Get('dictionary')
  @Roles('administrator', 'submitter', 'archivist', 'auditor')
  elements(@Req() request: FastifyRequest, @Param('code') code: string, @Query() query: unknown) {
    return this.list(request, code, query, 'element');
  }

  @Post('dictionary')
  async addElement(@Req() request: FastifyRequest, @Param('code') code: string, @Body() body: unknown) {
    const { values, maxLength, ...element } = bodyAs(NEW_ELEMENT, body);
    const given = { ...element, ...(values === undefined ? {} : { values }), ...(maxLength === undefined ? {} : { maxLength }) }; // prettier-ignore
    return itemAnswer(await this.dictionary.addElement(principalOf(request), code, given, request.id));
  }

  @Post('dictionary/:key/withdrawal')
  @HttpCode(200)
  withdrawElement(
    @Req() request: FastifyRequest,
    @Param('code') code: string,
    @Param('key') key: string,
    @Body() body: unknown,
  ) {
    // prettier-ignore
    return this.withdraw(request, code, 'element', key, body);
  }

  @Get('kinds')
  @Roles('administrator', 'submitter', 'archivist', 'auditor')
  kinds(@Req() request: FastifyRequest, @Param('code') code: string, @Query() query: unknown) {
    return this.list(request, code, query, 'kind');
  }

  /** A kind that is there gets its next version; the same again changes nothing. */
  @Post('kinds')
  async addKind(@Req() request: FastifyRequest, @Param('code') code: string, @Body() body: unknown) {
    // Zod leaves members that were not given as undefined; JSON knows no such thing.
    const kind = JSON.parse(JSON.stringify(bodyAs(NEW_KIND, body))) as Omit<KindScheme, 'version'>;
    return itemAnswer(await this.dictionary.addKind(principalOf(request), code, kind, request.id));
  }

  @Post('kinds/:kind/withdrawal')
  @HttpCode(200)
  withdrawKind(
    @Req() request: FastifyRequest,
    @Param('code') code: string,
    @Param('kind') kind: string,
    @Body() body: unknown,
  ) {
    // prettier-ignore
    return this.withdraw(request, code, 'kind', kind, body);
  }

  private async list(request: FastifyRequest, code: string, query: unknown, sort: DictionaryItem['sort']) {
    refuseUnknown(query, ['withdrawn']);
    const items = await this.dictionary.list(principalOf(request), code, queryFlag(query, 'withdrawn'));
    return { items: items.filter((item) => item.sort === sort).map(itemAnswer) };
  }

  private async withdraw(
    request: FastifyRequest,
    code: string,
    sort: DictionaryItem['sort'],
    name: string,
    body: unknown,
  ) {
    // prettier-ignore
    const { reason } = bodyAs(WITHDRAWAL, body);
    const items = await this.dictionary.withdraw(principalOf(request), code, { sort, name, reason }, request.id);
    return { items: items.map(itemAnswer) };
  }
}

function keysOfKind(query: unknown, own: readonly DictionaryItem[]): Set<string> | null {
  const id = queryText(query, 'kind');
  if (id === undefined) return null;
  const built = KINDS.find((kind) => kind.id === id)?.fields;
  const added = own.filter(({ sort, name }) => sort === 'kind' && name === id).at(-1)?.body as
    { fields: readonly { key: string }[] } | undefined;
  if (built === undefined && added === undefined) throw invalidQuery('kind', `there is no kind ${id.slice(0, 80)}`);
  return new Set([...(built ?? []), ...(added?.fields ?? [])].map(({ key }) => key));
}

function oneOf<T extends string>(query: unknown, name: string, values: readonly T[]): T | null {
  const value = queryText(query, name);
  if (value === undefined) return null;
  const known = values.find((one) => one === value);
  if (known === undefined) throw invalidQuery(name, `expected one of ${values.join(', ')}`);
  return known;
}

function itemAnswer({ addedAt, withdrawn, body, sort, ...item }: DictionaryItem) {
  return {
    ...item,
    [sort]: body,
    addedAt: addedAt.toISOString(),
    withdrawn: withdrawn && { ...withdrawn, at: withdrawn.at.toISOString() },
  };
}
