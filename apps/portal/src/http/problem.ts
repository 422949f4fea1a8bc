import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { allOperations } from '@canbao/contracts';
import { methodsOf } from '../routes';

/** What the portal itself refuses; the services answer everything else. */
const problems = {
  'invalid-request': {
    status: 400,
    detail: 'The request is malformed.',
    userMessage: '请求内容不符合要求，请检查后重新提交。',
  },
  'idempotency-key-invalid': {
    status: 400,
    detail: 'Idempotency-Key must be one header.',
    userMessage: '请求编号格式有误，请重新提交。',
  },
  'not-found': { status: 404, detail: 'There is nothing here.', userMessage: '未找到所请求的内容。' },
  'method-not-allowed': {
    status: 405,
    detail: 'This path does not support this method; Allow lists those it supports.',
    userMessage: '不支持该请求方式。',
  },
  'body-too-large': {
    status: 413,
    detail: 'The body is larger than any call accepts.',
    userMessage: '请求内容过大。',
  },
  busy: {
    status: 503,
    detail: 'The service cannot be reached now.',
    userMessage: '系统繁忙，请稍后再试。',
  },
} as const;

/**
 * Answers with a problem document (RFC 9457), with another detail or status than usual where they are given.
 */
export const problem = (
  reply: FastifyReply,
  code: keyof typeof problems,
  detail: string = problems[code].detail,
  status: number = problems[code].status,
): FastifyReply => {
  const retryable = status === 503;
  if (retryable) void reply.header('retry-after', '1');
  return reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: `https://canbao.example/problems/${code}`,
        title: code,
        status,
        code,
        detail,
        userMessage: problems[code].userMessage,
        retryable,
        traceId: randomUUID(),
      }),
    );
};

/** Answers a request that matches no operation: another method of a known path, or an unknown path. */
export const unknownRoute = (reply: FastifyReply, url: string): FastifyReply => {
  const methods = url.startsWith('/v1/') ? methodsOf(allOperations, url) : [];
  if (methods.length === 0) return problem(reply, 'not-found');
  return problem(reply.header('allow', methods.join(', ')), 'method-not-allowed');
};
