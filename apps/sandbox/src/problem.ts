import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

const malformed = '请求内容不符合要求，请检查后重新提交。';

/** Answers with a problem document (RFC 9457). */
export const problem = (
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  userMessage: string,
): FastifyReply => {
  const document = { type: 'about:blank', title: code, status, code, detail, userMessage };
  return reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify({ ...document, retryable: status >= 500 }));
};

const malformedRequest = (reply: FastifyReply, status: number): FastifyReply =>
  problem(reply, status, 'invalid-request', 'The request is malformed.', malformed);

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
