import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Books } from './books';
import { DayTold, partsOf, type DayBooks } from './day-books';
import { httpFaults, reversalFaults, wireFaults, type Fault, type FaultMenu } from './faults';
import { Postings } from './posting';
import { problem } from './problem';

export const bureauPath = z.object({ bureau: z.enum(['hrss', 'medical']) });
const requestPath = z.object({ requestId: z.uuid() });
const Reversal = z.strictObject({ requestId: z.uuid(), reversalId: z.uuid() });

/** Why a bureau keeps what is to be reversed. */
export const keptBecause = '该月份待遇已发放，不能冲销';

/** Longer than any caller's time-out. */
const silenceMs = 8000;

/** The two bureaus as the platform sees them, with what the fault menu does to their answers. */
export const bureauRoutes = (app: FastifyInstance, books: Books, faults: FaultMenu): void => {
  app.post('/bureaus/:bureau/postings', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    const body = Postings.parse(request.body);
    const orders = ('postings' in body ? body.postings : [body]).map((posting) => ({
      posting,
      fault: faults.next({ bureau, ...posting }, httpFaults),
    }));
    const modes = orders.flatMap(({ fault }) => fault?.mode ?? []);
    return overWire(modes, reply, async () => {
      const booked = await books.post(
        bureau,
        orders.map(({ posting, fault }) => ({ posting, ...forcedBy(fault, posting.total) })),
      );
      const answers = booked.map((answer, index) =>
        orders[index]?.fault?.mode === 'broken-total' ? { ...answer, total: '1e3' } : answer,
      );
      return 'postings' in body ? { answers } : answers[0];
    });
  });

  app.get('/bureaus/:bureau/postings/:requestId', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    const { requestId } = requestPath.parse(request.params);
    const personId = await books.personOf(bureau, requestId);
    if (faults.next({ bureau, personId, requestId }, ['down']) !== undefined) return failure(reply);
    return (await books.find(bureau, requestId)) ?? notFound(reply);
  });

  app.post('/bureaus/:bureau/reversals', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    const { requestId } = Reversal.parse(request.body);
    const personId = await books.personOf(bureau, requestId);
    const refused = faults.next({ bureau, personId, requestId }, reversalFaults);
    if (refused !== undefined) return { outcome: 'refused', reason: refused.reason ?? keptBecause };
    const fault = faults.next({ bureau, personId, requestId }, wireFaults);
    return overWire(
      fault === undefined ? [] : [fault.mode],
      reply,
      async () => (await books.reverse(bureau, requestId)) ?? notFound(reply),
    );
  });
};

/** The totals of a day: a bureau is told the platform's and answers with its own. */
export const dayRoutes = (app: FastifyInstance, books: DayBooks, faults: FaultMenu): void => {
  app.post('/bureaus/:bureau/totals', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    const told = DayTold.parse(request.body);
    const down = faults.next({ bureau, personId: undefined, requestId: told.totalsId }, ['down']);
    const answer = down === undefined ? await books.answer(bureau, told) : undefined;
    if (answer === undefined) return failure(reply);
    const { lines: _, ...totals } = answer;
    return { ...totals, parts: partsOf(answer).length };
  });
  app.get('/bureaus/:bureau/totals/:totalsId/lines', async ({ params, query }, reply) => {
    const { bureau } = bureauPath.parse(params);
    const { totalsId } = z.object({ totalsId: z.uuid() }).parse(params);
    const { part } = z.object({ part: z.coerce.number().int().min(1) }).parse(query);
    const lines = await books.lines(bureau, totalsId, part);
    return lines === undefined ? notFound(reply) : { lines };
  });
};

/** A fault of the wire hits the whole request, whatever it contains: before it is worked, or after. */
const overWire = async <T>(
  modes: readonly Fault['mode'][],
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T | FastifyReply> => {
  if (modes.includes('error-500') || modes.includes('down')) return failure(reply);
  if (modes.includes('timeout')) return silence();
  const answer = await work();
  if (modes.includes('timeout-after-accept')) return silence();
  return modes.includes('error-500-after-accept') ? failure(reply) : answer;
};

const forcedBy = (fault: Fault | undefined, total: string): { forced?: string; total?: string } => {
  if (fault?.mode === 'refuse') return { forced: fault.reason ?? '业务校验不通过' };
  return fault?.mode === 'other-amount' ? { total: wrongTotal(total) } : {};
};

/** One fen more than it was told. */
export const wrongTotal = (yuan: string): string => {
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
