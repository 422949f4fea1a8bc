import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'undici';
import { certificateHeader, certificateOf, requestIdHeader } from '@canbao/service-kit';

/** Headers that concern one connection (RFC 9110, 7.6.1), and what we say about the caller ourselves. */
const notForwarded = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'forwarded',
  'x-real-ip',
  requestIdHeader,
  certificateHeader,
]);

/**
 * Forwards a request and answers with what comes back. The answer is taken over complete, so that a client
 * that reads slowly does not hold a connection to the service either.
 * @throws when the service cannot be reached or does not answer in time.
 */
export const forward = async (
  pool: Pool,
  request: FastifyRequest,
  reply: FastifyReply,
  body: Buffer | Readable | undefined,
): Promise<FastifyReply> => {
  const { method, url = '' } = request.raw;
  const answer = await pool.request({
    // The answer to HEAD has the length of the answer to GET.
    method: method === 'HEAD' ? 'GET' : (method as 'GET'),
    path: url,
    headers: headersOf(request, body !== undefined),
    body: body ?? null,
  });
  const content = await answer.body.bytes();
  takeHeaders(reply, answer.headers);
  return reply.status(answer.statusCode).send(content.length === 0 ? undefined : content);
};

/** Gives the headers of a service's answer to the caller. */
export const takeHeaders = (reply: FastifyReply, headers: IncomingHttpHeaders): void => {
  for (const [name, value] of Object.entries(headers))
    if (!notForwarded.has(name) && value !== undefined) void reply.header(name, value);
};

/** The headers of a request as a service is to see them. */
export const headersOf = (
  { headers, host, id, ip, protocol, raw }: FastifyRequest,
  hasBody: boolean,
): IncomingHttpHeaders => {
  const named = headers.connection?.toLowerCase().split(/[ ,]+/) ?? [];
  const forwarded: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (notForwarded.has(name) || name.startsWith('x-forwarded-')) continue;
    if (named.includes(name) || (name === 'content-length' && !hasBody)) continue;
    forwarded[name] = value;
  }
  forwarded['x-forwarded-for'] = ip;
  forwarded['x-forwarded-host'] = host;
  forwarded['x-forwarded-proto'] = protocol;
  forwarded[requestIdHeader] = id;
  const certificate = certificateOf(raw);
  if (certificate !== undefined) forwarded[certificateHeader] = certificate;
  return forwarded;
};
