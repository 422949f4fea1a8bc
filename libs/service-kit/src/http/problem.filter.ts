import { isTransient } from '@canbao/runtime';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServiceLog } from '../lifecycle/service-log';
import { AnsweredProblem, Problem, type GeneralProblem } from './problem';

const byStatus: Readonly<Record<number, GeneralProblem>> = {
  400: 'invalid-request',
  404: 'not-found',
  405: 'not-found',
  413: 'body-too-large',
  414: 'invalid-request',
  415: 'unsupported-media-type',
};

/**
 * The problem that an error is answered with: bad input as itself, a lost server as `busy`, the rest as
 * `internal`.
 */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  const { statusCode } = error as { statusCode?: number };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const general = status === undefined ? undefined : byStatus[status];
  if (general !== undefined) return Problem.general(general);
  return Problem.general(isTransient(error) ? 'busy' : 'internal');
};

/** Answers every error as RFC 9457. Bad input is never a 5xx, and a fault never reveals internals. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: ServiceLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { id: traceId } = host.switchToHttp().getRequest<FastifyRequest>();
    const document = error instanceof AnsweredProblem ? error.document : problemOf(error).document();
    const status = Number(document['status']);
    if (status >= 500)
      this.log.error({ traceId, code: document['code'], fault: faultOf(error) }, 'request failed');
    sendProblem(reply, document, traceId);
  }
}

/** Sends a problem document with the headers that belong to its status. */
export const sendProblem = (
  reply: FastifyReply,
  document: Readonly<Record<string, unknown>>,
  traceId: string,
): void => {
  const status = Number(document['status']);
  if ([408, 409, 429, 503].includes(status) && document['retryable'] === true)
    void reply.header('retry-after', String(retryAfterOf(document)));
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  (reply as Refused).problemCode = String(document['code']);
  void reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ ...document, traceId }));
};

/** A reply that says which problem it is. */
export interface Refused extends FastifyReply {
  problemCode?: string;
}

/** Seconds, where the problem knows better than soon. */
const retryAfterOf = ({ details }: Readonly<Record<string, unknown>>): unknown =>
  (details as { readonly retryAfterSeconds?: number } | undefined)?.retryAfterSeconds ?? 1;

const faultOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
