import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'undici';
import type { Operation } from '@canbao/contracts';
import { ask, type Answer } from '../http/ask';
import { takeHeaders } from '../http/forward';
import { pageHeaders } from '../pages/headers';
import { personalData } from '../privacy/personal-data-page';
import { readings } from '../privacy/readings-page';
import type { Gathered } from './gathered';
import { refusedPage, whyPage, type Why } from './why-page';

/** A call and where it is answered. */
export interface Asked {
  readonly operation: Operation;
  readonly pool: Pool;
}

const why: Gathered<Why> = {
  merged: (own, others) => ({
    ...own,
    items: own.items.map((item) =>
      Object.assign(
        {},
        item,
        ...others.flatMap(({ items }) => items.filter(({ insurance }) => insurance === item.insurance)),
      ),
    ),
  }),
  page: whyPage,
};
const kinds: Readonly<Record<string, Gathered<never>>> = { why, readings, personalData };

/**
 * Puts together what several services answer about one thing (ADR 63, 66). A part that the caller may not
 * ask for is left out; any other refusal is the answer.
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
      .type(html)
      .send(refusedPage(messageOf(refusal)));
  }
  const { merged, page } = kindOf(whole);
  const [first, ...rest] = [own, ...told].map(({ body }) => JSON.parse(body.toString()) as never);
  const gathered = merged(first as never, rest);
  if (!isPage) return reply.send(gathered);
  await reply.helmet(pageHeaders);
  return reply.type(html).send(page(gathered as never));
};

const forbidden = 403;
const html = 'text/html; charset=utf-8';

const messageOf = ({ body }: Answer): string =>
  (JSON.parse(body.toString()) as { readonly userMessage?: string }).userMessage ??
  '暂时无法查询，请稍后再试。';

const kindOf = ({ operation: { id } }: Asked): Gathered<never> => {
  const kind = kinds[id];
  if (kind === undefined) throw new Error(`nothing puts the parts of ${id} together`);
  return kind;
};

/** The path of the call, for what the request is about. */
const pathOf = ({ operation: { path } }: Asked, { params, raw }: FastifyRequest): string => {
  const named = params as Readonly<Record<string, string>>;
  const own = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const [, query] = (raw.url ?? '').split('?', 2);
  return `/v1${own}${query === undefined ? '' : `?${query}`}`;
};
