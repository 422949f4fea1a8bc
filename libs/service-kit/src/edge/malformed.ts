import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { GeneralProblem } from '../http/problem';
import { refuse } from './refuse';

/** Headers that may come once, and what is wrong with two: Node keeps the first, another server the last. */
const single: readonly (readonly [string, GeneralProblem])[] = [
  ['host', 'invalid-request'],
  ['content-type', 'invalid-request'],
  ['authorization', 'not-signed-in'],
  ['idempotency-key', 'idempotency-key-invalid'],
];

/** Refuses a request that two servers could read in two ways, before anybody looks at what it wants. */
export const refuseMalformed = (app: FastifyInstance): void => {
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const fault = faultOf(raw);
    if (fault === undefined) done();
    else refuse(reply, fault);
  });
};

const faultOf = ({ url = '', headersDistinct, httpVersion }: IncomingMessage): GeneralProblem | undefined => {
  // No text of ours has a NUL, and PostgreSQL takes none.
  if (url.includes('%00')) return 'invalid-request';
  if (httpVersion === '1.1' && headersDistinct['host'] === undefined) return 'invalid-request';
  return single.find(([name]) => (headersDistinct[name]?.length ?? 0) > 1)?.[1];
};
