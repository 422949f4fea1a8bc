import { randomUUID } from 'node:crypto';
import { uuidOf } from '@canbao/service-kit';
import { debitSide, holder, type DebitSide, type Debtor } from './debit-side';
import { eventually } from './service';

const isClosed = ({ status }: { status: string }): boolean => status === 'closed';

/** What the menu can do to a batch: each fen leaves its account once, and is in our books once. */
describe('batch debit, when its banks or the line to them fail', () => {
  let side: DebitSide;
  beforeAll(async () => {
    side = await debitSide();
  }, 120_000);
  afterAll(() => side.stop());
  const debtors: Debtor[] = [];
  const debtor = async (balance?: string): Promise<Debtor> => {
    const one = await side.debtor(balance);
    debtors.push(one);
    return one;
  };
  afterEach(async () => {
    await side.bank.ask('DELETE', '/sandbox/channels/faults');
    const payer = { payer: 'payer-1', channel: 'wechat' } as const;
    for (const { agreementId } of debtors.splice(0))
      await side.service.call(payer, 'DELETE', `/v1/debit-agreements/${agreementId}`);
  });
  const captured = async ({ personId }: Debtor): Promise<string[]> =>
    (
      await side.database.query(
        `select data->>'amount' as amount from payment.events
         where coalesce(subject, data->>'personId') = $1 and type = 'PaymentCaptured'`,
        [personId],
      )
    ).map(({ amount }) => amount as string);

  it('when packs and answers are lost, answers are errors, and it signs off in the middle, each account is debited once', async () => {
    const both = [await debtor(), await debtor()];
    await side.fault('error-500', { times: 3 });
    for (const mode of ['timeout-before', 'sign-off-in-batch', 'timeout-after-success'])
      await side.fault(mode, { times: 1 });
    const runId = await side.openRun();
    expect(await side.until(runId, isClosed)).toMatchObject({
      progress: { succeeded: { count: 2, amount: '2000.00' } },
      packs: [{ count: 2, status: 'taken' }],
    });
    const { body } = await side.bank.ask('GET', '/sandbox/channels/faults');
    expect(body.items).toEqual([]);
    for (const one of both) {
      expect(await side.balanceOf(one)).toBe('400000');
      expect(await captured(one)).toEqual(['1000.00']);
    }
  }, 90_000);

  it.each([
    ['its answers come without their proof', 'headers-stripped'],
    ['its answers are proven by another key', 'answer-forged'],
    ['it is out of service', 'stop-service'],
    ['it names an item that no pack has', 'other-order'],
    ['it says a code that nobody knows', 'unknown-status'],
  ])(
    'when %s, nothing of it is booked, and what is true is asked for again',
    async (_, mode) => {
      const one = await debtor();
      await side.fault(mode, { times: 2 });
      const runId = await side.openRun();
      expect(await side.until(runId, isClosed)).toMatchObject({
        progress: { succeeded: { count: 1, amount: '1000.00' } },
        packs: [{ count: 1, conflicts: 0 }],
      });
      expect((await side.bank.ask('GET', '/sandbox/channels/faults')).body.items).toEqual([]);
      expect(await side.balanceOf(one)).toBe('400000');
      expect(await captured(one)).toEqual(['1000.00']);
    },
    60_000,
  );

  it('when it tells the result again with a change, what was booked stays, and the rest comes to its end', async () => {
    const [known, late] = [await debtor(), await debtor()];
    await side.fault('result-unknown', { order: late.protocolNo });
    const runId = await side.openRun();
    await side.until(runId, ({ progress }) => progress.succeeded && progress.unknown);
    await side.fault('pack-resent-changed');
    const changed = await side.until(runId, ({ packs }) => packs[0].conflicts > 0);
    expect(changed.progress).toMatchObject({ succeeded: { count: 1 }, unknown: { count: 1 } });
    expect(await side.item(runId, known)).toMatchObject({ status: 'succeeded' });
    expect(await captured(known)).toEqual(['1000.00']);

    await side.bank.ask('DELETE', '/sandbox/channels/faults');
    const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().replace('Z', '+08:00');
    await side.bank.ask('PUT', '/sandbox/clock', { now: tomorrow });
    expect(await side.until(runId, isClosed)).toMatchObject({ progress: { succeeded: { count: 2 } } });
    await side.bank.ask('PUT', '/sandbox/clock', { now: null });
    expect(await captured(late)).toEqual(['1000.00']);
    expect(await side.balanceOf(late)).toBe('400000');
  }, 90_000);

  it('when it took what it had called failed, the month is paid, once, and the contradiction is a case', async () => {
    const [taken, late] = [await debtor(), await debtor()];
    await side.fault('result-unknown', { order: late.protocolNo });
    // The first answer is the changed one: of the first item it says that there was no money.
    await side.fault('pack-resent-changed', { times: 1 });
    const runId = await side.openRun();
    await side.until(runId, ({ progress }) => progress.succeeded && progress.unknown);
    expect(await side.item(runId, taken)).toMatchObject({ status: 'succeeded' });
    expect(await captured(taken)).toEqual(['1000.00']);
    expect(await side.balanceOf(taken)).toBe('400000');
    const { item_id: orderId } = await side.item(runId, taken);
    const opened = await eventually(
      async () =>
        (await side.service.call('operator', 'GET', '/v1/cases?kind=debit-contradiction')).body.items.find(
          (each: any) => each.orderId === orderId,
        ),
      (found) => found !== undefined,
      40_000,
    );
    expect(opened).toMatchObject({
      status: 'open',
      owner: 'channel',
      amount: '1000.00',
      cause: expect.stringContaining('booked'),
    });
  }, 90_000);

  it('when the agreement is changed before the pack is made, the next run asks the new bank', async () => {
    const one = await debtor();
    const { call } = side.service;
    const proposed = await call({ operator: 'one' }, 'POST', '/v1/debit-runs', { reason: 'spec' });
    const runId = uuidOf(`debit-run|${proposed.body.proposalId}`);
    // An item that assessment has not answered yet: the pack waits for it.
    const waiting = [randomUUID(), randomUUID(), randomUUID()];
    await side.database.query(
      `insert into payment.debit_items
         (item_id, run_id, agreement_id, person_id, insurance, month, bank, status, asked_position)
       values ($1, $2, $3, $4, 'pension', '2022-05', 'ccb', 'asked', 0)`,
      [waiting[0], runId, waiting[1], waiting[2]],
    );
    const path = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
    expect((await call({ operator: 'two' }, 'POST', path, {})).body).toMatchObject({ result: { runId } });
    await side.until(runId, ({ progress }) => progress?.ready?.count === 1);

    const payer = { payer: 'payer-1', channel: 'wechat' } as const;
    const terms = { insurances: ['pension'], bank: 'icbc', accountNumber: one.account, accountName: holder };
    const changed = await call(payer, 'PUT', `/v1/debit-agreements/${one.agreementId}`, terms);
    expect(changed.status).toBe(200);
    await eventually(
      () => side.agreement(one),
      ({ status }) => status === 'verified',
    );
    await side.database.query('delete from payment.debit_items where item_id = $1', [waiting[0]]);
    expect(await side.until(runId, isClosed)).toMatchObject({ packs: [] });
    expect(await side.item(runId, one)).toMatchObject({ status: 'left-out', because: 'agreement-changed' });

    const next = await side.openRun();
    expect(await side.until(next, isClosed)).toMatchObject({
      packs: [{ bank: 'icbc', count: 1, status: 'taken' }],
      progress: { succeeded: { count: 1 } },
    });
    expect(await captured(one)).toEqual(['1000.00']);
  }, 90_000);

  it('when it took another amount, the money is kept with its reason, and settles nothing', async () => {
    const one = await debtor();
    await side.fault('other-amount', { times: 1 });
    const runId = await side.openRun();
    await side.until(runId, isClosed);
    const kept = await side.database.query(
      `select data->>'because' as because, data->>'amount' as amount from payment.events
       where data->>'orderId' = $1 and type = 'ReceiptKeptInSuspense'`,
      [(await side.item(runId, one)).item_id],
    );
    expect(kept).toEqual([{ because: 'amount-differs', amount: '1001.00' }]);
  }, 60_000);

  it('when the payer ended the agreement there, it ends here, and a new one pays the month that failed', async () => {
    const one = await debtor();
    await side.bank.ask('DELETE', `/sandbox/channels/batch-debit/agreements/${one.protocolNo}`);
    const runId = await side.openRun();
    await side.until(runId, isClosed);
    expect(await side.item(runId, one)).toMatchObject({ status: 'failed', because: 'no-agreement' });
    expect(
      await eventually(
        () => side.agreement(one),
        ({ status }) => status === 'refused',
      ),
    ).toMatchObject({ because: 'agreement-differs' });

    const again = await side.signAgain(one);
    debtors.push(again);
    const next = await side.openRun();
    await side.until(next, isClosed);
    expect(await side.item(next, one)).toMatchObject({ status: 'succeeded' });
    expect(await side.balanceOf(again)).toBe('400000');
    expect(await captured(one)).toEqual(['1000.00']);
  }, 90_000);

  it('that a bank signed at its counter is the person’s: debited, seen and stopped by whoever acts for them', async () => {
    const one = await debtor();
    const payer = { payer: 'payer-1', channel: 'wechat' } as const;
    const { call } = side.service;
    await call(payer, 'DELETE', `/v1/debit-agreements/${one.agreementId}`);
    const terms = {
      personId: one.personId,
      insurances: ['pension'],
      bank: 'ccb',
      accountNumber: one.account,
      accountName: holder,
    };
    const elsewhere = await call({ bank: 'icbc' }, 'POST', '/v1/debit-agreements', terms);
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'debit-account-elsewhere' } });
    const { status, body } = await call({ bank: 'ccb' }, 'POST', '/v1/debit-agreements', terms);
    expect(status).toBe(201);
    const path = `/v1/debit-agreements/${body.agreementId}`;
    const read = () => call(payer, 'GET', path);
    expect((await eventually(read, (reply) => reply.body.status === 'verified')).body.status).toBe(
      'verified',
    );
    const runId = await side.openRun();
    await side.until(runId, isClosed);
    expect(await side.item(runId, one)).toMatchObject({ status: 'succeeded' });

    expect((await call(payer, 'GET', '/v1/debit-agreements')).body.items).toContainEqual(
      expect.objectContaining({ agreementId: body.agreementId, status: 'verified' }),
    );
    const stranger = { payer: 'payer-2', channel: 'wechat' } as const;
    expect((await call(stranger, 'DELETE', path)).status).toBe(404);
    expect((await call({ bank: 'icbc' }, 'DELETE', path)).status).toBe(404);
    expect((await call(payer, 'DELETE', path)).body).toMatchObject({ status: 'stopped' });
    expect((await call({ bank: 'ccb' }, 'GET', path)).body).toMatchObject({ status: 'stopped' });
  }, 60_000);

  it('leaves the journal at zero', async () => {
    const { body } = await side.service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
  });
});
