import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allOperations } from '@canbao/contracts';
import { methodsOf, operationFor } from '../routes';
import { problem, unknownRoute } from './problem';

/** The services' own limit, enforced before the body is forwarded. */
const bodyBytesMax = 256 * 1024;
/** Configuration: a body other than a file must arrive within this time, or its connection is closed. */
const bodyTimeoutMs = 10_000;

/** Refuses what no service would accept, before any of the body is read. */
export const refuseBeforeBody = async (
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> => {
  const { method, url, headers, raw } = request;
  const methods = url.startsWith('/v1/') ? methodsOf(allOperations, url) : [];
  if (methods.length > 0 && !methods.includes(method)) return unknownRoute(reply, url);
  // Forwarded, two keys would look like one.
  if ((raw.headersDistinct['idempotency-key'] ?? []).length > 1)
    return problem(reply, 'idempotency-key-invalid');
  const takesFile = operationFor(allOperations, method, url)?.lines !== undefined;
  if (takesFile) return undefined;
  if (Number(headers['content-length'] ?? 0) > bodyBytesMax) return problem(reply, 'body-too-large');
  endIfSlow(raw);
  return undefined;
};

const endIfSlow = (request: IncomingMessage): void => {
  const timeout = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodyTimeoutMs);
  request.once('close', () => clearTimeout(timeout));
};
