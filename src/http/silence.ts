import { type IncomingMessage } from 'node:http';

/**
 * Cuts a sender off that is silent for `ms` while its body is awaited: a submission may take hours, a stalled one must
 * not hold its place. Only the sender's silence counts, not the time that packing and storing take.
 */
export function cutOffSilence(request: IncomingMessage, ms: number): void {
  const { socket } = request;
  socket.setTimeout(ms);
  request.once('end', () => socket.setTimeout(0));
}
