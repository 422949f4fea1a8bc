import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Books } from './books';
import type { Fault, FaultMenu } from './faults';
import { Postings } from './posting';
import { problem } from './problem';

export const bureauPath = z.object({ bureau: z.enum(['hrss', 'medical']) });
const requestPath = z.object({ requestId: z.uuid() });
const Reversal = z.strictObject({ requestId: z.uuid(), reversalId: z.uuid() });

/** Longer than any caller's time-out. */
const silenceMs = 8000;

/** The two bureaus as the platform sees them, with what the fault menu does to their answers. */
export const bureauRoutes = (app: FastifyInstance, books: Books, faults: FaultMenu): void => {
  app.post('/bureaus/:bureau/postings', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    const body = Postings.parse(request.body);
    const orders = ('postings' in body ? body.postings : [body]).map((posting) => ({
      posting,
      fault: faults.next({ bureau, ...posting }),
    }));
    // A wire fault hits the whole request, whatever it contains.
    const hits = (...modes: Fault['mode'][]): boolean =>
      orders.some(({ fault }) => fault !== undefined && modes.includes(fault.mode));
    if (hits('error-500', 'down')) return failure(reply);
    if (hits('timeout')) return silence();
    const answers = await books.post(
      bureau,
      orders.map(({ posting, fault }) => ({ posting, ...forcedBy(fault, posting.total) })),
    );
    if (hits('timeout-after-accept')) return silence();
    if (hits('error-500-after-accept')) return failure(reply);
    return 'postings' in body ? { answers } : answers[0];
  });

  app.get('/bureaus/:bureau/postings/:requestId', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    return (await books.find(bureau, requestPath.parse(request.params).requestId)) ?? notFound(reply);
  });

  app.post('/bureaus/:bureau/reversals', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    return (await books.reverse(bureau, Reversal.parse(request.body).requestId)) ?? notFound(reply);
  });
};

const forcedBy = (fault: Fault | undefined, total: string): { forced?: string; total?: string } => {
  if (fault?.mode === 'refuse') return { forced: fault.reason ?? '业务校验不通过' };
  // One fen more than it was told.
  return fault?.mode === 'other-amount' ? { total: fenMore(total) } : {};
};

const fenMore = (yuan: string): string => {
  const fen = String(BigInt(yuan.replace('.', '')) + 1n).padStart(3, '0');
  return `${fen.slice(0, -2)}.${fen.slice(-2)}`;
};

const failure = (reply: FastifyReply): FastifyReply =>
  problem(reply, 500, 'internal', 'Ordered by the fault menu.', '系统异常。');

const notFound = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'not-found', 'No posting with this id.', '未找到该记账请求。');

const silence = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('too late')), silenceMs).unref();
  });
