import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type AskedAct, Assemble, type NamedMember } from '../archive/assembly.js';
import { type AssemblyView } from '../archive/assembly-view.js';
import { principalOf, Roles } from './access.guard.js';
import { ASSEMBLY_ACT, ASSEMBLY_CLOSING, NEW_ASSEMBLY } from './assembly-bodies.js';
import { bodyAs } from './body.js';
import { uuidOr } from './identifier.js';

/** Putting accounting vouchers together before registration, with undo and redo. */
@Controller('v1/assemblies')
export class AssembliesController {
  constructor(@Inject(Assemble) private readonly assemble: Assemble) {}

  /** 201 when it is new, 200 when it is there already. */
  @Post()
  @Roles('submitter', 'archivist')
  async open(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply, @Body() body: unknown) {
    const { fonds = null, number, accountSet = null, year, period = null, originals = null } = bodyAs(NEW_ASSEMBLY, body); // prettier-ignore
    const asked = { fonds, number, accountSet, year, period, originals };
    const { view, opened } = await this.assemble.open(principalOf(request), asked, request.id);
    reply.status(opened ? 201 : 200);
    return answerOf(view);
  }

  @Get(':id')
  @Roles('submitter', 'archivist', 'auditor')
  async read(@Req() request: FastifyRequest, @Param('id') id: string) {
    return answerOf(await this.assemble.read(principalOf(request), uuidOr('ASSEMBLY_UNKNOWN', id)));
  }

  @Post(':id/acts')
  @HttpCode(200)
  @Roles('submitter', 'archivist')
  async act(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    const said = bodyAs(ASSEMBLY_ACT, body);
    const step = { expected: said.expectedAct, asked: askedOf(said) };
    return answerOf(await this.assemble.act(principalOf(request), uuidOr('ASSEMBLY_UNKNOWN', id), step, request.id));
  }

  @Post(':id/close')
  @HttpCode(200)
  @Roles('submitter', 'archivist')
  async close(@Req() request: FastifyRequest, @Param('id') id: string, @Body() body: unknown) {
    const { expectedAct: expected, reason = null } = bodyAs(ASSEMBLY_CLOSING, body);
    const closing = { expected, reason };
    return answerOf(await this.assemble.close(principalOf(request), uuidOr('ASSEMBLY_UNKNOWN', id), closing, request.id)); // prettier-ignore
  }
}

function askedOf(said: ReturnType<typeof ASSEMBLY_ACT.parse>): AskedAct {
  if (said.type === 'undo' || said.type === 'redo') return { type: said.type };
  if (said.type === 'add')
    return { type: 'add', members: said.members.map((member) => ({ ...nameOf(member), role: member.role })) };
  return { type: said.type, members: said.members.map(nameOf) };
}

/** The body names exactly one. */
function nameOf({ record, key, place }: { record?: string | undefined; key?: string | undefined; place?: string | undefined }): NamedMember {
  if (record !== undefined) return { record: record.toLowerCase() };
  return key !== undefined ? { key } : { place: place! };
} // prettier-ignore

function answerOf({ openedAt, history, ...view }: AssemblyView) {
  return {
    ...view,
    openedAt: openedAt.toISOString(),
    history: history.map(({ number, body, at, by }) => ({ act: number, ...body, at: at.toISOString(), by })),
  };
}
