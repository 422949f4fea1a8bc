import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { assessment } from '@canbao/assessment/service';
import type { BatchDebitSettings } from '@canbao/channels';
import { connectDebits, payment } from '@canbao/payment/service';
import { banks } from '@canbao/vocabulary';
import { channelSandbox, type ChannelSandbox } from './channel-sandbox';
import { registered } from './registered';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestRole,
  type TestService,
} from './service';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
/** Whose accounts they are. */
export const holder = '王㛃·阿';

/** A person with a registered base of 5000.00 yuan, an agreement that the bank has confirmed, its account. */
export interface Debtor {
  readonly personId: string;
  readonly agreementId: string;
  readonly protocolNo: string;
  readonly account: string;
}

/** Payment, assessment and the banks of batch debit, on real servers. */
export interface DebitSide {
  readonly database: Awaited<ReturnType<typeof testDatabase>>;
  readonly bank: ChannelSandbox;
  readonly service: TestService;
  /** Assessment. */
  readonly rules: TestService;
  readonly debtor: (balance?: string) => Promise<Debtor>;
  /** An agreement of the debtor over another account of 5000.00 yuan. */
  readonly signAgain: (debtor: Debtor) => Promise<Debtor>;
  readonly agreement: (debtor: Debtor) => Promise<any>;
  /** Two operators open a run. */
  readonly openRun: () => Promise<string>;
  readonly run: (runId: string) => Promise<any>;
  /** Waits for the run, asking the bank without the pauses between. */
  readonly until: (runId: string, isSo: (run: any) => boolean) => Promise<any>;
  readonly item: (runId: string, debtor: Debtor) => Promise<any>;
  readonly fault: (mode: string, change?: object) => Promise<unknown>;
  /** Fen. */
  readonly balanceOf: (debtor: Debtor) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const settingsOf = (url: string, lineKey: string): BatchDebitSettings => ({
  url: `${url}/channels/batch-debit/`,
  node: '237010000000',
  taxOrgCode: '13701000000',
  payee: { bankNo: '011451000000', account: '1', name: '国家金库济南市中心支库' },
  bankNumbers: Object.fromEntries(banks.map((each, index) => [each, `1${index}4510000000`])) as never,
  lineKey,
  accountKeys: { current: 'k', secrets: { k: randomBytes(32).toString('base64url') } },
  timeoutMs: 2000,
});

const counterpart = '/sandbox/channels/batch-debit';

export const debitSide = async (): Promise<DebitSide> => {
  const lineKey = randomBytes(32).toString('base64url');
  const keys = quoteKeys();
  const database = await testDatabase();
  const bank = await channelSandbox({ 'batch-debit': { lineKey } });
  const registration = await registered(database);
  const rules = await startForTest(assessment(keys, 'jinan'), database.url);
  const connection = connectDebits(settingsOf(bank.url, lineKey));
  const service = await startForTest(
    payment(keys, undefined, undefined, undefined, undefined, connection),
    database.url,
  );
  const open = async (balance: string): Promise<string> => {
    const number = `6217${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;
    await bank.ask('POST', `${counterpart}/accounts`, { number, holder, balance });
    return number;
  };
  const signed = async (personId: string, account: string): Promise<Debtor> => {
    const body = { personId, bank: 'ccb', insurances: ['pension'], accountName: holder };
    const reply = await service.call(payer, 'POST', '/v1/debit-agreements', {
      ...body,
      accountNumber: account,
    });
    expect(reply.status).toBe(201);
    const { agreementId, protocolNo } = reply.body;
    const confirmed = await eventually(
      () => service.call(payer, 'GET', `/v1/debit-agreements/${agreementId}`),
      ({ body: { status } }) => status !== 'awaiting-bank',
    );
    expect(confirmed.body.status).toBe('verified');
    return { personId, agreementId, protocolNo, account };
  };
  const run = async (runId: string) =>
    (await service.call('operator', 'GET', `/v1/debit-runs/${runId}`)).body;
  const side: DebitSide = {
    database,
    bank,
    service,
    rules,
    debtor: async (balance = '5000.00') => {
      const personId = randomUUID();
      await registration.persons('payer-1', [personId]);
      const quote = { personId, insurance: 'pension', months: [month], base: '5000.00' };
      const { status } = await eventually(
        () => rules.call(payer, 'POST', '/v1/quotes', quote),
        (reply) => reply.status === 201,
      );
      expect(status).toBe(201);
      return signed(personId, await open(balance));
    },
    signAgain: async ({ personId }) => signed(personId, await open('5000.00')),
    agreement: async ({ agreementId }) =>
      (await service.call(payer, 'GET', `/v1/debit-agreements/${agreementId}`)).body,
    openRun: async () => {
      const { body } = await service.call({ operator: 'one' }, 'POST', '/v1/debit-runs', { reason: 'spec' });
      const path = `/v1/operations/payment/proposals/${body.proposalId}/approval`;
      const approved = await service.call({ operator: 'two' }, 'POST', path, {});
      expect(approved.body).toMatchObject({ status: 'done' });
      return approved.body.result.runId as string;
    },
    run,
    until: (runId, isSo) =>
      eventually(
        async () => {
          await database.query('update payment.debit_packs set due_at = now() where run_id = $1', [runId]);
          return run(runId);
        },
        isSo,
        40_000,
      ),
    item: async (runId, { personId }) =>
      (
        await database.query('select * from payment.debit_items where run_id = $1 and person_id = $2', [
          runId,
          personId,
        ])
      )[0],
    fault: (mode, change = {}) =>
      bank.ask('PUT', '/sandbox/channels/faults', { counterpart: 'batch-debit', mode, ...change }),
    balanceOf: async ({ account }) =>
      (await bank.ask('GET', `${counterpart}/accounts/${account}`)).body.account.fen,
    stop: async () => {
      for (const each of [registration, service, rules, bank]) await each.stop();
      await database.drop();
    },
  };
  // Past its day the calendar opens a run of its own, which finds no agreement yet.
  if (new Date(Date.now() + 8 * 3_600_000).getUTCDate() >= 15)
    await eventually(
      () => database.query(`select from payment.debit_runs where status = 'closed'`),
      (runs) => runs.length === 1,
    );
  return side;
};
