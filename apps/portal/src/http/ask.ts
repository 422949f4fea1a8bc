import type { FastifyRequest } from 'fastify';
import type { Pool } from 'undici';
import { headersOf } from './forward';

/** What a service said, before anything is made of it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Asks a service for the caller of the request, with the caller's own token. */
export const ask = async (pool: Pool, request: FastifyRequest, path: string): Promise<Answer> => {
  const headers = { ...headersOf(request, false), accept: 'application/json' };
  const answer = await pool.request({ method: 'GET', path, headers });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: Buffer.from(await answer.body.bytes()),
  };
};
