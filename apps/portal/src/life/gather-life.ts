import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { lifeApi, LifeItem } from '@canbao/contracts';
import { ask, type Answer } from '../http/ask';
import { takeHeaders } from '../http/forward';
import type { Asked } from '../why/gather';

type Life = z.infer<typeof lifeApi.payment.orderLife.reply>;

/**
 * An order's life: payment knows the order, and with it whom else to ask about what. A refusal by any of
 * them is the answer; facts of one instant keep the order of their service.
 */
export const gatherLife = async (
  whole: Asked,
  parts: readonly Asked[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const own = await ask(whole.pool, request, request.raw.url ?? '');
  const others = own.status === 200 ? await askOthers(lifeIn(own), parts, request) : [];
  const refusal = [own, ...others].find(({ status }) => status !== 200);
  takeHeaders(reply, (refusal ?? own).headers);
  if (refusal !== undefined) return reply.status(refusal.status).send(refusal.body);
  // It was the length of another text.
  void reply.removeHeader('content-length');
  const life = lifeIn(own);
  const items = [...others.flatMap((answer) => lifeIn(answer).items), ...life.items];
  return reply.send({ ...life, items: items.toSorted(byTime) });
};

/** Text of one form compares as time does. */
const byTime = (a: LifeItem, b: LifeItem): number => (a.at < b.at ? -1 : Number(a.at > b.at));

const lifeIn = ({ body }: Answer): Life => JSON.parse(body.toString()) as Life;

const askOthers = (life: Life, parts: readonly Asked[], request: FastifyRequest): Promise<Answer[]> => {
  const { quoteId, personId, insurance, items } = life;
  const months = monthsIn(items);
  const paths: Readonly<Record<string, string | undefined>> = {
    quoteLife: quoteId === undefined ? undefined : `/v1/quotes/${quoteId}/life`,
    postingLife:
      personId === undefined || insurance === undefined || months.length === 0
        ? undefined
        : `/v1/persons/${personId}/posting-life?insurance=${insurance}&months=${months.join(',')}`,
  };
  return Promise.all(
    parts.flatMap(({ operation, pool }) => {
      const path = paths[operation.id];
      return path === undefined ? [] : [ask(pool, request, path)];
    }),
  );
};

/** The months whose money it settled: money in suspense has never been at a bureau. */
const monthsIn = (items: readonly LifeItem[]): string[] => [
  ...new Set(
    items.flatMap(({ stream }) => /^obligation-.*-(\d{4}-\d{2})(?:-true-up)?$/.exec(stream)?.[1] ?? []),
  ),
];
