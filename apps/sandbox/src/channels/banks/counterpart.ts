import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Counterpart, World } from '../counterpart';
import { counterparts, type ChannelFaultMode, type CounterpartName } from '../faults';
import { FaultQuery, fileOf } from '../day-file-route';
import { Line } from './line';
import { BankSecret, PlatformKey } from './signature';
import { schema, StoredBooks } from './stored-books';
import { Teller } from './teller';

const Secrets = z.object({
  channels: z.record(z.string(), BankSecret),
  platform: z.array(PlatformKey),
});

const bankNames = counterparts.filter(
  (name) => !['wechat', 'alipay', 'wechat-bills', 'batch-debit', 'treasury'].includes(name),
);
const path = z.object({ bank: z.enum(bankNames as [CounterpartName, ...CounterpartName[]]) });
const entryPath = path.extend({ no: z.string().regex(/^[\w.:-]{1,64}$/) });
const dayPath = path.extend({ day: z.iso.date() });
const Taking = z.strictObject({
  quoteToken: z.string(),
  amount: z.string(),
  method: z.enum(['cash', 'card']),
  transactionNo: z
    .string()
    .regex(/^[\w.:-]{1,64}$/)
    .optional(),
  paidAt: z.string().optional(),
});
const Payout = z.strictObject({ refundId: z.uuid(), payoutNo: z.string().regex(/^[\w.:-]{1,64}$/) });

/** What can go wrong with one request of a bank. */
const requestFaults = [
  'timeout-before',
  'timeout-after-success',
  'wrong-key-id',
  'stale-timestamp',
  'future-timestamp',
  'headers-stripped',
  'notify-forged',
] as const satisfies readonly ChannelFaultMode[];

/** Configuration: how long a bank waits for an answer, and when it asks again, in ms. */
const patienceMs = 10_000;
const schedule = [1000, 2000, 5000, 15_000, 60_000];
const resolveEveryMs = 500;

const tellers = new WeakMap<World, ReadonlyMap<string, Teller>>();

/** The tellers of a sandbox whose secrets it holds. */
const tellersOf = (world: World): ReadonlyMap<string, Teller> => {
  const known = tellers.get(world);
  if (known !== undefined) return known;
  const secrets = Secrets.safeParse(world.secrets['banks']);
  const { channels, platform } = secrets.success ? secrets.data : { channels: {}, platform: [] };
  const now = (): number => Date.parse(world.clock.now());
  const books = new StoredBooks(world.pool);
  const origin = new URL(world.platformUrl).origin;
  const made = new Map(
    Object.entries(channels).map(([bank, secret]) => {
      const line = new Line({ platform: origin, secret, platformKeys: platform, now, patienceMs });
      return [bank, new Teller(bank, line, books, now, schedule)];
    }),
  );
  tellers.set(world, made);
  return made;
};

const tellerOf = (world: World, bank: string): Teller => {
  const teller = tellersOf(world).get(bank);
  if (teller === undefined) throw Object.assign(new Error('no keys of this bank'), { statusCode: 404 });
  return teller;
};

/** A teller's day: what a person at a counter, or a test, does. */
const inside = (app: FastifyInstance, world: World): void => {
  app.post('/:bank/collections', async ({ params, body }) => {
    const { bank } = path.parse(params);
    const taking = Taking.parse(body);
    return taken(world, bank, taking);
  });
  app.get('/:bank/collections/:no', async ({ params }) => {
    const { bank, no } = entryPath.parse(params);
    const entry = await new StoredBooks(world.pool).get(bank, no);
    if (entry === undefined) throw Object.assign(new Error('no such entry'), { statusCode: 404 });
    return entry;
  });
  app.post('/:bank/collections/:no/reversal', async ({ params }) => {
    const { bank, no } = entryPath.parse(params);
    const teller = tellerOf(world, bank);
    const fault = world.faults.next(bank, no, 'reversal-after-cut', ...requestFaults);
    const reversed = await teller.reverse(no, fault);
    if (reversed === undefined) throw Object.assign(new Error('no such entry'), { statusCode: 404 });
    const again = world.faults.next(bank, no, 'reversal-twice');
    return again === undefined ? reversed : teller.reverseAgain(no);
  });
  app.post('/:bank/resolutions', async ({ params }) => {
    await tellerOf(world, path.parse(params).bank).resolve();
    return {};
  });
  app.get('/:bank/days/:day', async ({ params }) => {
    const { bank, day } = dayPath.parse(params);
    return { items: await new StoredBooks(world.pool).ofDay(bank, day) };
  });
  app.post('/:bank/payouts', async ({ params, body }) => {
    const { refundId, payoutNo } = Payout.parse(body);
    const paidOut = await tellerOf(world, path.parse(params).bank).payOut(refundId, payoutNo);
    if (paidOut === undefined) throw Object.assign(new Error('nothing to pay out'), { statusCode: 409 });
    return paidOut;
  });
  app.get('/:bank/day-files/:day', async ({ params, query }, reply) => {
    const { bank, day } = dayPath.parse(params);
    const file = fileOf(world, await dayIn(world, bank, day), FaultQuery.parse(query).fault);
    if (file === undefined) return reply.status(404).send();
    return reply.type('application/octet-stream').send(file);
  });
  app.post('/:bank/day-files/:day', async ({ params, query }) => {
    const { bank, day } = dayPath.parse(params);
    const file = fileOf(world, await dayIn(world, bank, day), FaultQuery.parse(query).fault);
    if (file === undefined) return { unknown: 'the file is not there' };
    return tellerOf(world, bank).line.send({
      method: 'POST',
      target: `/v1/channel-statements/${bank}/${day}`,
      body: file,
      type: 'application/octet-stream',
    });
  });
};

/** What the bank has of a day, and is to be told of it. */
const dayIn = async ({ pool }: World, channel: CounterpartName, day: string) => ({
  channel,
  day,
  entries: await new StoredBooks(pool).ofDay(channel, day),
});

const taken = async (
  world: World,
  bank: CounterpartName,
  taking: z.infer<typeof Taking>,
): Promise<unknown> => {
  const teller = tellerOf(world, bank);
  const order = taking.transactionNo ?? '';
  const { faults } = world;
  if (faults.next(bank, order, 'reversal-first') !== undefined) return teller.collectReversed(taking);
  const amount = faults.next(bank, order, 'other-amount') === undefined ? taking.amount : '0.01';
  const fault = faults.next(bank, order, 'notify-never', 'notify-late', ...requestFaults);
  const entry = await teller.collect({ ...taking, amount }, fault);
  if (faults.next(bank, order, 'notify-twice') !== undefined) await teller.reportAgain(entry.no);
  if (faults.next(bank, order, 'pack-resent-changed') !== undefined) await teller.reportAgain(entry.no, true);
  if (faults.next(bank, order, 'paid-twice') !== undefined)
    await teller.collect({ ...taking, transactionNo: undefined });
  return entry;
};

/** The counters of the eight banks, and the tax desk's. */
export const banks: Counterpart = {
  name: 'banks',
  schema,
  // The platform calls no bank: banks call the platform.
  outside: () => undefined,
  inside,
  run: (world) => {
    let running: Promise<unknown> = Promise.resolve();
    const timer = setInterval(() => {
      const all = [...tellersOf(world).values()].map((teller) => teller.resolve());
      running = Promise.all(all).catch(() => undefined);
    }, resolveEveryMs);
    return async () => {
      clearInterval(timer);
      await running;
    };
  },
};
