import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, type GeneralProblem } from './problem';

const byCode: Readonly<Record<string, GeneralProblem>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/**
 * Answers bytes that are no HTTP request, which reach no route and no filter, with a problem document, and
 * ends the connection. For Fastify's option `clientErrorHandler`.
 */
export const answerClientError = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code !== 'ECONNRESET') answerOnSocket(socket, byCode[error.code ?? ''] ?? 'invalid-request');
};

/** Answers on a connection without a request, and ends it. */
export const answerOnSocket = (socket: Socket, code: GeneralProblem): void => {
  if (socket.destroyed) return;
  if (socket.writable) socket.write(responseOf(code));
  socket.destroySoon();
};

const responseOf = (code: GeneralProblem): string => {
  const document = Problem.general(code).document();
  const status = Number(document['status']);
  const body = JSON.stringify({ ...document, traceId: randomUUID() });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(document['retryable'] === true ? ['retry-after: 1'] : []),
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
    '',
    body,
  ].join('\r\n');
};
