import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { bookingInformationOf } from '../archive/booking-data.js';
import { Roles } from './access.guard.js';

/** Booking information (入账信息) for an accounting system that makes none. Nothing is stored: the sender adds the file to its record. */
@Controller('v1/booking-information')
export class BookingInformationController {
  @Post()
  @HttpCode(200)
  @Roles('submitter', 'archivist')
  write(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const instance = bookingInformationOf(body ?? {});
    reply.header('content-type', 'application/xml; charset=utf-8').header('cache-control', 'no-store');
    return Buffer.from(instance);
  }
}
