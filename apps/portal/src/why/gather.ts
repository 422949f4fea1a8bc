import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'undici';
import type { Operation } from '@canbao/contracts';
import { ask, type Answer } from '../http/ask';
import { takeHeaders } from '../http/forward';
import { pageHeaders } from '../pages/headers';
import { refusedPage, whyPage, type Why } from './why-page';

/** A call and where it is answered. */
export interface Asked {
  readonly operation: Operation;
  readonly pool: Pool;
}

/**
 * Puts together what several services answer about one thing: of each insurance, what every one of them
 * decides (ADR 63). A part that the caller may not ask for is left out; any other refusal is the answer.
 */
export const gather = async (
  whole: Asked,
  parts: readonly Asked[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const isPage = (request.raw.url ?? '').split('?')[0]?.endsWith('.html') === true;
  const own = await ask(whole.pool, request, pathOf(whole, request));
  const others =
    own.status === 200
      ? await Promise.all(parts.map((part) => ask(part.pool, request, pathOf(part, request))))
      : [];
  const told = others.filter(({ status }) => status !== forbidden);
  const refusal = [own, ...told].find(({ status }) => status !== 200);
  takeHeaders(reply, (refusal ?? own).headers);
  if (refusal !== undefined && !isPage) return reply.status(refusal.status).send(refusal.body);
  // It was the length of another text.
  void reply.removeHeader('content-length');
  if (refusal !== undefined) {
    await reply.helmet(pageHeaders);
    return reply
      .status(refusal.status)
      .type('text/html; charset=utf-8')
      .send(refusedPage(messageOf(refusal)));
  }
  const gathered = merged(whyOf(own), told.map(whyOf));
  if (!isPage) return reply.send(gathered);
  await reply.helmet(pageHeaders);
  return reply.type('text/html; charset=utf-8').send(whyPage(gathered));
};

const forbidden = 403;

/** The path of the call, for what the request is about. */
const pathOf = ({ operation: { path } }: Asked, { params, raw }: FastifyRequest): string => {
  const named = params as Readonly<Record<string, string>>;
  const own = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const [, query] = (raw.url ?? '').split('?', 2);
  return `/v1${own}${query === undefined ? '' : `?${query}`}`;
};

const messageOf = ({ body }: Answer): string =>
  (JSON.parse(body.toString()) as { readonly userMessage?: string }).userMessage ??
  '暂时无法查询，请稍后再试。';

const whyOf = ({ body }: Answer): Why => JSON.parse(body.toString()) as Why;

const merged = (own: Why, others: readonly Why[]): Why => ({
  ...own,
  items: own.items.map((item) =>
    Object.assign(
      {},
      item,
      ...others.flatMap(({ items }) => items.filter(({ insurance }) => insurance === item.insurance)),
    ),
  ),
});
