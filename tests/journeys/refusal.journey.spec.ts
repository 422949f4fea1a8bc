import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

const { tokens } = credentials();
const now = '2022-05-18T10:00:00+08:00';
const month = '2022-05';

beforeAll(() => setClock(now));
afterAll(() => setClock(null));

/** What payables say of the month, once they say this status. */
const payable = (personId: string, insurance: string, status: string): Promise<any> =>
  eventually(
    async () => {
      const { body } = await call(
        tokens.taxDesk,
        'GET',
        `/v1/persons/${personId}/payables?insurance=${insurance}`,
      );
      return body.items?.find((item: { month: string }) => item.month === month);
    },
    (item) => item?.status === status,
  );
const refuse = (personId: string, bureau: string, reason: string): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/faults', { bureau, mode: 'refuse', personId, times: 1, reason });
const pay = async (personId: string, insurance: string, base?: string): Promise<Reply> => {
  const quoted = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
    personId,
    insurance,
    months: [month],
    ...(base === undefined ? {} : { base }),
  });
  return call(tokens.taxDesk, 'POST', '/v1/collections', {
    quoteToken: quoted.body.token,
    channelTransactionNo: `T${randomUUID()}`,
    amount: quoted.body.total,
    paidAt: now,
    method: 'cash',
  });
};
/** Proposed by one operator and approved by another, unless it is refused at once. */
const byTwo = async (method: string, path: string, body?: object): Promise<Reply> => {
  const proposed = await call(tokens.operator, method, path, body);
  if (proposed.status !== 202) return proposed;
  const approval = `/v1/operations/ledger-sync/proposals/${proposed.body.proposalId}/approval`;
  expect((await call(tokens.operator, 'POST', approval)).status).toBe(403);
  return call(tokens.secondOperator, 'POST', approval);
};
const again = (postingId: string): Promise<Reply> =>
  byTwo('POST', `/v1/postings/${postingId}/again`, { reason: '参保信息已更正' });
const refundCases = async (personId: string): Promise<any[]> =>
  (await call(tokens.operator, 'GET', `/v1/refund-cases?personId=${personId}`)).body.items;

describe('a paid month that its bureau refuses to book', () => {
  it('says so, is refused again with the new reason, and is paid once the bureau has booked it', async () => {
    const { personId } = await enrolledPerson();
    await refuse(personId, 'medical', '险种已停保');
    expect((await pay(personId, 'medical')).body).toMatchObject({ status: 'paid', total: '205.30' });
    expect(await payable(personId, 'medical', 'closed')).toMatchObject({
      conditions: [
        {
          code: 'posting-refused',
          clearedBy: 'operator',
          details: { reason: '险种已停保', wayOut: ['post-again-after-correction', 'refund'] },
        },
      ],
    });
    await refuse(personId, 'medical', '姓名不符');
    expect((await again(`medical-${personId}-${month}`)).status).toBe(200);
    const second = await eventually(
      () => payable(personId, 'medical', 'closed'),
      ({ conditions }) => conditions[0].details.reason === '姓名不符',
    );
    expect(second.conditions).toMatchObject([{ code: 'posting-refused', details: { reason: '姓名不符' } }]);
    expect((await again(`medical-${personId}-${month}`)).status).toBe(200);
    expect(await payable(personId, 'medical', 'paid')).toEqual({
      month,
      status: 'paid',
      conditions: expect.anything(),
    });
    expect(await refundCases(personId)).toEqual([]);
  });

  it('is refunded instead, and the two exclude each other', async () => {
    const { personId } = await enrolledPerson();
    const postingId = `pension-${personId}-${month}`;
    await refuse(personId, 'hrss', '个人账户冻结');
    const paid = await pay(personId, 'pension', '3746.00');
    expect(paid.body.status).toBe('paid');
    await payable(personId, 'pension', 'closed');
    const refundCase = `/v1/postings/${postingId}/refund-case`;
    expect((await byTwo('POST', refundCase, { reason: '参保人要求退费' })).status).toBe(200);
    expect(
      await eventually(
        () => refundCases(personId),
        ({ length }) => length === 1,
      ),
    ).toEqual([
      {
        personId,
        insurance: 'pension',
        month,
        because: 'posting-refused',
        orderIds: [paid.body.orderId],
      },
    ]);
    expect((await payable(personId, 'pension', 'closed')).conditions).toMatchObject([
      { code: 'posting-refused', details: { wayOut: ['refund'] } },
    ]);
    expect(await again(postingId)).toMatchObject({ status: 409, body: { code: 'refund-case-open' } });
    expect((await byTwo('DELETE', refundCase)).status).toBe(200);
    expect(
      await eventually(
        () => refundCases(personId),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);
    expect((await again(postingId)).status).toBe(200);
    await payable(personId, 'pension', 'paid');
    expect((await byTwo('POST', refundCase, { reason: '参保人要求退费' })).status).toBe(409);
  });
});
