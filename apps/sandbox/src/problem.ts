import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

const malformed = '请求内容不符合要求，请检查后重新提交。';

const documentOf = (status: number, code: string, detail: string, userMessage: string): string =>
  JSON.stringify({
    type: 'about:blank',
    title: code,
    status,
    code,
    detail,
    userMessage,
    retryable: status >= 500,
  });

/** Answers with a problem document (RFC 9457). */
export const problem = (
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  userMessage: string,
): FastifyReply =>
  reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .send(documentOf(status, code, detail, userMessage));

const malformedRequest = (reply: FastifyReply, status: number): FastifyReply =>
  problem(reply, status, 'invalid-request', 'The request is malformed.', malformed);

const statusOf: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Bytes that are no HTTP request get to no route; their connection ends with the answer. */
export const malformedBytes = (error: Error & { readonly code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = statusOf[error.code ?? ''] ?? 400;
  const body = documentOf(status, 'invalid-request', 'This is no HTTP request.', malformed);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
};

/** A URL that cannot be decoded matches no route, and gets to no error handler. */
export const malformedUrl = (
  { statusCode = 400 }: { readonly statusCode?: number },
  _request: unknown,
  reply: FastifyReply,
): void => void malformedRequest(reply, statusCode);

/** Every error as a problem document. */
export const answerErrors = (app: FastifyInstance): void => {
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const { statusCode = 500 } = error;
    if (error instanceof z.ZodError) {
      const detail = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      return problem(reply, 400, 'invalid-request', detail, malformed);
    }
    return statusCode < 500
      ? malformedRequest(reply, statusCode)
      : problem(reply, 500, 'internal', 'The sandbox failed.', '系统异常，请稍后再试。');
  });
  app.setNotFoundHandler((_request, reply) =>
    problem(reply, 404, 'not-found', 'There is nothing here.', '未找到所请求的内容。'),
  );
};

/** What an HTTP server of Node would answer in words of its own, or lose in a reset, as problem documents. */
export const refuseMalformed = (app: FastifyInstance): void => {
  app.server.on('checkExpectation', app.routing);
  app.addHook('onRequest', async ({ url, headers, raw }, reply) => {
    if (url.includes('%00') || (raw.httpVersion === '1.1' && headers.host === undefined))
      return malformedRequest(reply, 400);
    if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue')
      return malformedRequest(reply, 417);
    return undefined;
  });
  app.addHook('onSend', async ({ raw }, reply, payload) => {
    // A connection that is closed while a body still arrives is reset, and the answer with it.
    if (!raw.complete) void reply.removeHeader('connection');
    return payload;
  });
};
