import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

const { tokens } = credentials();
const [icbc, ccb] = [tokens.banks['icbc'] ?? '', tokens.banks['ccb'] ?? ''];
let now = '';
const at = async (instant: string): Promise<void> => {
  now = instant;
  await setClock(instant);
};

afterAll(() => setClock(null));

const quote = (
  personId: string,
  months: readonly string[],
  base?: string,
  token: string = tokens.taxDesk,
): Promise<Reply> =>
  call(token, 'POST', '/v1/quotes', {
    personId,
    insurance: 'pension',
    months,
    ...(base === undefined ? {} : { base }),
  });
const collect = (quoted: Reply, token: string = tokens.taxDesk): Promise<Reply> =>
  call(token, 'POST', '/v1/collections', {
    quoteToken: quoted.body.token,
    channelTransactionNo: `T${randomUUID()}`,
    amount: quoted.body.total,
    paidAt: now,
    method: 'cash',
  });
const monthOf = async (personId: string, month: string): Promise<any> => {
  const { body } = await call(tokens.taxDesk, 'GET', `/v1/persons/${personId}/payables?insurance=pension`);
  return body.items?.find((item: { month: string }) => item.month === month);
};
const posted = async (personId: string, month: string, count = 1): Promise<any[]> => {
  const { body } = await eventually(
    () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=${month}`),
    ({ body: { items = [] } }) =>
      items.length === count && items.every(({ status }: { status: string }) => status === 'posted'),
  );
  return body.items;
};

describe('months of 2022 that were left unpaid (缓缴)', () => {
  let personId = '';
  beforeAll(async () => {
    await at('2022-06-10T10:00:00+08:00');
    ({ personId } = await enrolledPerson());
  });

  it('are paid early in 2023 on the provisional limits of 2023, without a late fee', async () => {
    await at('2023-02-10T10:00:00+08:00');
    expect(await quote(personId, ['2022-03'], '3746.00')).toMatchObject({
      status: 422,
      body: { code: 'base-below-lower-limit' },
    });
    expect(await quote(personId, ['2021-12'], '3980.00')).toMatchObject({
      status: 422,
      body: { code: 'prior-year-not-allowed' },
    });
    expect(await monthOf(personId, '2022-03')).toMatchObject({ status: 'payable', route: 'deferral' });
    const quoted = await quote(personId, ['2022-03'], '3980.00');
    expect(quoted).toMatchObject({ status: 201, body: { total: '796.00' } });
    expect((await collect(quoted)).body.status).toBe('paid');
    expect(await posted(personId, '2022-03')).toMatchObject([{ month: '2022-03', total: '796.00' }]);
  });

  it('are paid from August on the final limits of 2023', async () => {
    await at('2023-09-10T10:00:00+08:00');
    expect(await quote(personId, ['2022-04'], '4241.00')).toMatchObject({
      status: 422,
      body: { code: 'base-below-lower-limit' },
    });
    const quoted = await quote(personId, ['2022-04', '2022-05'], '4242.00', icbc);
    expect(quoted).toMatchObject({ status: 201, body: { total: '1696.80' } });
    expect((await collect(quoted, icbc)).body.status).toBe('paid');
    await posted(personId, '2022-05');
  });

  it('are refused at a bank that has closed, which names the channels that are still open', async () => {
    await at('2023-12-25T00:00:00+08:00');
    const refused = await quote(personId, ['2022-06'], '4242.00', icbc);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'deferral-closed-at-channel',
        details: { channel: 'icbc', closedAt: '2023-12-25T00:00:00.000+08:00' },
      },
    });
    expect(refused.body.details.openChannels).toEqual(expect.arrayContaining(['ccb', 'wechat', 'tax-desk']));
    expect(refused.body.details.openChannels).not.toContain('icbc');
    expect((await quote(personId, ['2023-11'], '4242.00', icbc)).status).toBe(201);
    const quoted = await quote(personId, ['2022-06'], '4242.00', ccb);
    expect((await collect(quoted, ccb)).body).toMatchObject({ status: 'paid', total: '848.40' });
  });

  it('are payable until the last second of 2023, and refused in the first of 2024', async () => {
    await at('2023-12-31T23:59:00+08:00');
    const quoted = await quote(personId, ['2022-07'], '4242.00');
    expect(quoted.body.expiresAt).toBe('2024-01-01T00:00:00.000+08:00');
    expect((await collect(quoted)).body.status).toBe('paid');
    await at('2024-01-01T00:00:00+08:00');
    expect(await quote(personId, ['2022-08'], '4242.00')).toMatchObject({
      status: 422,
      body: { code: 'deferral-closed' },
    });
    expect(await monthOf(personId, '2022-08')).toBeUndefined();
  });
});

describe('months that were paid on provisional limits (多退少补)', () => {
  const may = '2022-05-18T10:00:00+08:00';
  let personId = '';
  let rehearsal: any;
  let provisional: Reply;
  const person = async (): Promise<any> => {
    for (let cursor = ''; ;) {
      const path = `/v1/true-ups/rehearsals/${rehearsal.runId}/people${cursor}`;
      const { body } = await call(tokens.auditor, 'GET', path);
      const own = body.items.find((each: { personId: string }) => each.personId === personId);
      if (own !== undefined || body.nextCursor === undefined) return own;
      cursor = `?cursor=${body.nextCursor}`;
    }
  };
  const ended = async (status: string): Promise<void> => {
    const { body } = await eventually(
      () => call(tokens.operator, 'GET', `/v1/true-ups/rehearsals/${rehearsal.runId}`),
      (reply) => reply.body.status === status,
      60_000,
    );
    rehearsal = body;
  };

  it('are found when the limits are final; the rehearsal says whom it costs what', async () => {
    await at(may);
    ({ personId } = await enrolledPerson());
    const quoted = await quote(personId, ['2022-01', '2022-02'], '3746.00');
    provisional = await collect(quoted);
    expect(provisional.body).toMatchObject({ status: 'paid', total: '1498.40' });
    await posted(personId, '2022-01');
    await at('2022-09-20T10:00:00+08:00');
    rehearsal = (
      await call(tokens.operator, 'POST', '/v1/true-ups/rehearsals', { insurance: 'pension', year: 2022 })
    ).body;
    await ended('rehearsed');
    expect(await person()).toMatchObject({ charge: '93.60', refund: '0.00', isDone: false });
    expect((await monthOf(personId, '2022-01')).status).toBe('paid');
  });

  it('owe the difference after two operators have agreed, which any channel takes', async () => {
    const path = `/v1/true-ups/rehearsals/${rehearsal.runId}/activation`;
    const proposed = await call(tokens.operator, 'POST', path, { reason: '鲁人社字〔2022〕89号' });
    expect(proposed).toMatchObject({ status: 202, body: { status: 'proposed' } });
    const approval = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
    expect((await call(tokens.secondOperator, 'POST', approval)).body).toMatchObject({ status: 'done' });
    await ended('completed');
    expect(await person()).toMatchObject({ isDone: true });
    const due = await eventually(
      () => monthOf(personId, '2022-01'),
      (month) => month.status === 'payable',
    );
    expect(due).toMatchObject({ items: ['pension-true-up'], total: '46.80' });

    const quoted = await quote(personId, ['2022-01', '2022-09'], '3980.00', ccb);
    expect(quoted.body).toMatchObject({
      total: '842.80',
      lines: [
        { item: 'pension-true-up', month: '2022-01', amount: '46.80' },
        { item: 'pension', month: '2022-09', amount: '796.00' },
      ],
    });
    expect((await collect(quoted, ccb)).body).toMatchObject({ status: 'paid', total: '842.80' });
    expect(await posted(personId, '2022-01', 2)).toMatchObject([
      { month: '2022-01', items: [{ item: 'pension' }], total: '749.20' },
      { month: '2022-01', items: [{ item: 'pension-true-up' }], total: '46.80' },
    ]);
    expect(await posted(personId, '2022-09')).toHaveLength(1);
    const paid = await eventually(
      () => quote(personId, ['2022-01']),
      ({ body }) => body.code === 'already-paid',
    );
    expect(paid.status).toBe(422);
    expect((await monthOf(personId, '2022-02')).items).toEqual(['pension-true-up']);
  });

  it('go back whole with the addition, once the bureau has taken both out of its books', async () => {
    const applied = await call(tokens.taxDesk, 'POST', '/v1/refunds', {
      orderId: provisional.body.orderId,
      months: ['2022-01'],
      reason: 'error',
    });
    expect(applied.body).toMatchObject({
      amount: '796.00',
      months: [
        { month: '2022-01', amount: '749.20' },
        { month: '2022-01', item: 'pension-true-up', amount: '46.80' },
      ],
    });
    const path = `/v1/refunds/${applied.body.refundId}`;
    expect((await call(tokens.operator, 'POST', `${path}/approval`)).body.status).toBe('reviewed');
    expect((await call(tokens.hrss, 'POST', `${path}/approval`)).status).toBe(200);
    const due = await eventually(
      () => call(tokens.operator, 'GET', path),
      ({ body }) => body.ways.every(({ status }: { status: string }) => status === 'to-pay-out'),
    );
    expect(due.body.months.map(({ bureau }: { bureau: string }) => bureau)).toEqual(['reversed', 'reversed']);
    const paidOut = (token: string, amount: string): Promise<Reply> =>
      call(token, 'POST', `${path}/payout`, { payoutNo: `P${randomUUID()}`, amount, paidOutAt: now });
    expect((await paidOut(ccb, '46.80')).body.status).toBe('to-pay-out');
    expect((await paidOut(tokens.taxDesk, '749.20')).body.status).toBe('refunded');
    const payable = await eventually(
      () => monthOf(personId, '2022-01'),
      ({ items }) => items?.join() === 'pension',
    );
    expect(payable.status).toBe('payable');
    // On the final limits the month is paid once and for all.
    const quoted = await quote(personId, ['2022-01'], '3980.00');
    expect(quoted.body).toMatchObject({ total: '796.00', lines: [{ item: 'pension' }] });
    expect((await collect(quoted)).body.status).toBe('paid');
    await eventually(
      () => monthOf(personId, '2022-01'),
      ({ status }) => status === 'paid',
    );
  });
});
