import { Catch, HttpException, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AnsweredProblem } from './commands';
import { Problem, type GeneralProblem } from './problem';

const byStatus: Readonly<Record<number, GeneralProblem>> = { 400: 'invalid-request', 404: 'not-found', 405: 'not-found', 413: 'body-too-large', 414: 'invalid-request', 415: 'unsupported-media-type' };
/** PostgreSQL: lock and statement time-outs, shutdown, too many connections; Node: connections refused or reset. */
const passing = new Set(['55P03', '57014', '57P01', '57P03', '53300', '40001', '40P01', 'ECONNREFUSED', 'ECONNRESET', 'contention', 'closed']);

export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const general = status === undefined ? undefined : byStatus[status];
  if (general !== undefined) return Problem.general(general);
  return Problem.general(code !== undefined && passing.has(code) ? 'busy' : 'internal');
};

/** Every error as RFC 9457; bad input never becomes a 5xx, and a fault never shows its inside. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const document = error instanceof AnsweredProblem ? error.document : problemOf(error).document();
    const status = Number(document['status']);
    if (status >= 500) this.log.error({ traceId: request.id, code: document['code'], fault: faultOf(error) }, 'request failed');
    if (status === 503 || status === 409) void reply.header('retry-after', '1');
    void reply.status(status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify({ ...document, traceId: request.id }));
  }
}

const faultOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
