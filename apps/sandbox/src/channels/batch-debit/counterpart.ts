import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Counterpart, World } from '../counterpart';
import { dayFileRoute, entryOf, instantOf } from '../day-file-route';
import { DebitBooks } from './books';
import { CreditBooks } from './credits';
import { debitNode } from './node';
import { batchDebitTables } from './tables';

const Secrets = z.object({ lineKey: z.string() });
const Account = z.strictObject({
  number: z.string().max(32),
  holder: z.string().max(100),
  balance: z.string().regex(/^\d{1,12}\.\d{2}$/),
});
const numberPath = z.object({ number: z.string().max(32) });
const Status = z.strictObject({ status: z.enum(['open', 'closed', 'frozen']) });

const books = new WeakMap<World, DebitBooks>();
const booksOf = (world: World): DebitBooks => {
  const known = books.get(world) ?? new DebitBooks(world.pool);
  books.set(world, known);
  return known;
};

/** What a customer does at the bank, and what whoever tests looks at. */
const inside = (app: FastifyInstance, world: World): void => {
  const [bank, credits] = [booksOf(world), new CreditBooks(world.pool)];
  app.get('/credits', async () => ({ items: await credits.list() }));
  app.post('/accounts', async ({ body }) => {
    const { number, holder, balance } = Account.parse(body);
    await bank.open(number, holder, BigInt(balance.replace('.', '')));
    return { account: await bank.account(number) };
  });
  app.get('/accounts/:number', async ({ params }) => ({
    account: await bank.account(numberPath.parse(params).number),
  }));
  app.put('/accounts/:number/status', async ({ params, body }) => {
    const { number } = numberPath.parse(params);
    await bank.set(number, Status.parse(body).status);
    return { account: await bank.account(number) };
  });
  app.delete('/agreements/:number', async ({ params }) => {
    await bank.endAgreement(numberPath.parse(params).number);
    return { ended: true };
  });
  app.put('/settings', async ({ body }) => {
    bank.opensOnSight = z.strictObject({ opensOnSight: z.boolean() }).parse(body).opensOnSight;
    return { opensOnSight: bank.opensOnSight };
  });
  dayFileRoute(app, world, async (day) => {
    const taken = await bank.takenOn(day.replaceAll('-', ''));
    const protocols = new Map(taken.map((item) => [item.no, item.protocolNo]));
    const entries = taken.map(({ no, fen, takenAt }) =>
      entryOf('batch-debit', { no, fen: BigInt(fen), paidAt: instantOf(takenAt) }),
    );
    const back = (await credits.doneOn(day.replaceAll('-', ''))).map((credit) =>
      entryOf('batch-debit', {
        no: credit.return_no,
        refundNo: credit.remark,
        fen: BigInt(credit.fen),
        paidAt: instantOf(credit.done_at),
      }),
    );
    return {
      channel: 'batch-debit',
      day,
      entries: [...entries, ...back],
      orderOf: (no) => protocols.get(no) ?? '',
    };
  });
  app.get('/items', async () => ({ items: await bank.items() }));
};

/** The banks behind the treasury's node, with accounts, agreements and packs of their own. */
export const batchDebit: Counterpart = {
  name: 'batch-debit',
  schema: batchDebitTables,
  outside: (app, world) => {
    const secrets = Secrets.safeParse(world.secrets['batch-debit']);
    if (!secrets.success) return;
    const [books, credits] = [booksOf(world), new CreditBooks(world.pool)];
    debitNode(app, { world, books, credits, lineKey: secrets.data.lineKey });
  },
  inside,
};
