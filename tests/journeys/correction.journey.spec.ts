import { randomUUID } from 'node:crypto';
import {
  call,
  credentials,
  enrolledPerson,
  eventually,
  madeUpIdentityNumber,
  setClock,
  type Reply,
} from './stack';

const { tokens } = credentials();
const now = '2022-05-18T10:00:00+08:00';
const month = '2022-05';

beforeAll(() => setClock(now));
afterAll(() => setClock(null));

const payer = tokens.payers[0]?.token ?? '';
const quote = (personId: string, insurance: string, token = tokens.taxDesk): Promise<Reply> =>
  call(token, 'POST', '/v1/quotes', { personId, insurance, months: [month] });
const collect = (quoted: Reply): Promise<Reply> =>
  call(tokens.taxDesk, 'POST', '/v1/collections', {
    quoteToken: quoted.body.token,
    channelTransactionNo: `T${randomUUID()}`,
    amount: quoted.body.total,
    paidAt: now,
    method: 'cash',
  });
/** What payables say of the month, once they say this status. */
const payable = (personId: string, insurance: string, status: string): Promise<any> =>
  eventually(
    async () => {
      const path = `/v1/persons/${personId}/payables?insurance=${insurance}`;
      const { body } = await call(tokens.taxDesk, 'GET', path);
      return body.items?.find((item: { month: string }) => item.month === month);
    },
    (item) => item?.status === status,
  );
const refundCases = (personId: string, count: number): Promise<Reply> =>
  eventually(
    () => call(tokens.operator, 'GET', `/v1/refund-cases?personId=${personId}`),
    ({ body }) => body.items.length === count,
  );
const addBeneficiary = (idNumber: string, name: string): Promise<Reply> =>
  call(payer, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });

describe('a name and a number put right while an order is open', () => {
  it('leave the order as it is, and it is paid', async () => {
    const { personId, idNumber, name } = await enrolledPerson();
    expect((await addBeneficiary(idNumber, name)).status).toBe(201);
    const quoted = await eventually(
      () => quote(personId, 'medical', payer),
      ({ status }) => status === 201,
    );
    const order = await call(payer, 'POST', '/v1/orders', {
      quoteToken: quoted.body.token,
      channel: 'wechat',
    });
    expect(order).toMatchObject({ status: 201, body: { total: '205.30' } });

    const right = madeUpIdentityNumber();
    const path = `/v1/persons/${personId}`;
    expect(await call(tokens.hrss, 'PUT', `${path}/name`, { name: '测试丙' })).toMatchObject({
      status: 200,
      body: { personId, version: 2 },
    });
    expect(await call(tokens.hrss, 'PUT', `${path}/identity-number`, { idNumber: right })).toMatchObject({
      status: 200,
      body: { personId, version: 2 },
    });
    expect((await call(payer, 'GET', `/v1/orders/${order.body.orderId}`)).body).toMatchObject({
      status: 'open',
      personId,
      total: '205.30',
    });
    expect((await addBeneficiary(right, '测试丙')).body).toEqual({ personId });
    expect((await addBeneficiary(idNumber, name)).body.code).toBe('no-matching-person');

    expect((await collect(quoted)).body).toMatchObject({ status: 'paid', total: '205.30' });
    expect(await payable(personId, 'medical', 'paid')).toBeDefined();
    expect((await refundCases(personId, 0)).body.items).toEqual([]);
  });
});

describe('a death reported by mistake', () => {
  it('closes the months and opens a refund case; withdrawn, it leaves neither', async () => {
    const { personId } = await enrolledPerson();
    const quoted = await eventually(
      () => quote(personId, 'medical'),
      ({ status }) => status === 201,
    );
    expect((await collect(quoted)).body).toMatchObject({ status: 'paid' });
    await payable(personId, 'medical', 'paid');
    const path = `/v1/persons/${personId}/death`;
    expect((await call(tokens.hrss, 'PUT', path, { on: '2022-04-10' })).body).toEqual({
      personId,
      diedOn: '2022-04-10',
    });
    expect((await refundCases(personId, 1)).body.items).toMatchObject([
      { insurance: 'medical', month, because: 'death' },
    ]);
    expect(await payable(personId, 'pension', 'closed')).toMatchObject({
      conditions: [{ code: 'person-deceased', clearedBy: 'registration-agency' }],
    });
    const refused = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
      personId,
      insurance: 'pension',
      months: [month],
      base: '5000.00',
    });
    expect(refused.body).toMatchObject({ code: 'person-deceased', retryable: true });

    expect((await call(tokens.medicalBureau, 'DELETE', path)).body.code).toBe('given-by-other-bureau');
    expect((await call(tokens.hrss, 'DELETE', path)).body).toEqual({ personId });
    expect((await refundCases(personId, 0)).body.items).toEqual([]);
    expect(await payable(personId, 'pension', 'payable')).toBeDefined();
    expect(await payable(personId, 'medical', 'paid')).toBeDefined();
    const moved = { district: '370112', scheme: 'pooled', from: '2022-06-01' };
    const enrolments = `/v1/persons/${personId}/enrolments/medical`;
    expect((await call(tokens.medicalBureau, 'PUT', enrolments, moved)).status).toBe(200);
  });
});

describe('told while an order is open', () => {
  const medical = 'enrolments/medical';
  it.each<readonly [string, string, string, string, object, string]>([
    ['a death', 'person-deceased', 'PUT', 'death', { on: '2022-04-10' }, 'death'],
    [
      "an employer's cover",
      'covered-by-employer',
      'PUT',
      `${medical}/employer-cover`,
      { from: month },
      'employer-cover',
    ],
    [
      'an end that was told late',
      'not-registered',
      'POST',
      `${medical}/end`,
      { on: '2022-05-10', reason: 'stopped' },
      '',
    ],
    [
      'a move that was told late',
      'district-changed',
      'PUT',
      medical,
      { district: '370112', scheme: 'pooled', from: '2022-05-18' },
      '',
    ],
  ])(
    '%s closes it and says why; money that comes all the same is recorded',
    async (_, because, method, path, fact, refund) => {
      const { personId, idNumber, name } = await enrolledPerson();
      await addBeneficiary(idNumber, name);
      const quoted = await eventually(
        () => quote(personId, 'medical', payer),
        ({ status }) => status === 201,
      );
      const body = { quoteToken: quoted.body.token, channel: 'wechat' };
      const { orderId } = (await call(payer, 'POST', '/v1/orders', body)).body;
      const told = await call(tokens.medicalBureau, method, `/v1/persons/${personId}/${path}`, fact);
      expect(told.status).toBe(200);
      const closed = await eventually(
        () => call(payer, 'GET', `/v1/orders/${orderId}`),
        (order) => order.body.status === 'closed',
      );
      expect(closed.body).toMatchObject({ because, months: [month] });
      const again = await call(payer, 'POST', '/v1/orders', body);
      expect(again.body).toMatchObject({ code: 'month-not-payable', details: { months: [month], because } });

      expect((await collect(quoted)).body).toMatchObject({ status: 'paid', total: '205.30' });
      const expected = refund === '' ? [] : [{ insurance: 'medical', month, because: refund }];
      expect((await refundCases(personId, expected.length)).body.items).toMatchObject(expected);
    },
  );
});

describe('an order for somebody whom the payer has not added', () => {
  it('is not opened, and the payer who has added them is not held up', async () => {
    const { personId, idNumber, name } = await enrolledPerson();
    await addBeneficiary(idNumber, name);
    const quoted = await eventually(
      () => quote(personId, 'medical', payer),
      ({ status }) => status === 201,
    );
    const body = { quoteToken: quoted.body.token, channel: 'wechat' };
    const stranger = tokens.payers[2]?.token;
    expect((await call(stranger, 'POST', '/v1/orders', body)).body).toMatchObject({
      status: 404,
      code: 'person-not-found',
    });
    const inAnotherProgram = { ...body, channel: 'alipay' };
    expect((await call(payer, 'POST', '/v1/orders', inAnotherProgram)).body.code).toBe('channel-mismatch');
    expect((await call(payer, 'POST', '/v1/orders', body)).status).toBe(201);
  });
});

describe("an employer's cover told by mistake", () => {
  it('closes the month and opens a refund case; withdrawn, it leaves neither', async () => {
    const { personId } = await enrolledPerson();
    const quoted = await eventually(
      () => quote(personId, 'medical'),
      ({ status }) => status === 201,
    );
    expect((await collect(quoted)).body).toMatchObject({ status: 'paid' });
    await payable(personId, 'medical', 'paid');
    const cover = (insurance: string) => `/v1/persons/${personId}/enrolments/${insurance}/employer-cover`;
    await call(tokens.medicalBureau, 'PUT', cover('medical'), { from: '2022-04' });
    await call(tokens.hrss, 'PUT', cover('pension'), { from: '2022-04' });
    expect((await refundCases(personId, 1)).body.items).toMatchObject([
      { insurance: 'medical', month, because: 'employer-cover' },
    ]);
    expect(await payable(personId, 'pension', 'closed')).toMatchObject({
      conditions: [{ code: 'covered-by-employer' }],
    });

    const withdrawn = await call(tokens.medicalBureau, 'DELETE', `${cover('medical')}/2022-04`);
    expect(withdrawn.body).toEqual({ personId, insurance: 'medical', from: '2022-04' });
    expect((await refundCases(personId, 0)).body.items).toEqual([]);
    expect(await payable(personId, 'pension', 'closed')).toBeDefined();
    await call(tokens.hrss, 'DELETE', `${cover('pension')}/2022-04`);
    expect(await payable(personId, 'pension', 'payable')).toBeDefined();
  });
});
