import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually, setClock, type Reply } from './stack';

// The whole stack: an agency's bill, paid in a wallet and at a counter, posted whole with its late fee.

const { tokens } = credentials();
const morning = '2022-05-18T10:00:00+08:00';
const payer = tokens.payers[0]?.token ?? '';
const ccb = tokens.banks['ccb'] ?? '';

beforeAll(() => setClock(morning));
afterAll(() => setClock(null));

const months = [
  {
    month: '2022-03',
    lateFee: '5.13',
    items: [
      { item: 'pooled-unit', amount: '112.38' },
      { item: 'pooled-personal', amount: '74.92' },
      { item: 'mutual-aid', amount: '18.00' },
    ],
  },
];
const pushed = async (personId: string): Promise<string> => {
  const bill = { personId, months, total: '210.43' };
  const answer = await eventually(
    () => call(tokens.agency, 'POST', '/v1/back-pay-bills', bill),
    ({ status }) => status === 201,
  );
  return answer.body.billId;
};
const quote = (token: string, personId: string): Promise<Reply> =>
  call(token, 'POST', '/v1/quotes', { personId, insurance: 'medical', months: ['2022-03'] });
const posted = async (personId: string): Promise<any> =>
  (
    await eventually(
      () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=2022-03`),
      ({ body }) => (body.items ?? []).some(({ status }: { status: string }) => status === 'posted'),
    )
  ).body.items;

it('a bill is paid in a wallet, and posted whole with its late fee', async () => {
  const { personId, idNumber, name } = await enrolledPerson();
  await call(payer, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
  await pushed(personId);
  const quoted = await eventually(
    () => quote(payer, personId),
    ({ status }) => status === 201,
  );
  const opened = await call(payer, 'POST', '/v1/orders', {
    quoteToken: quoted.body.token,
    channel: 'wechat',
    payerReference: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  });
  expect(opened).toMatchObject({ status: 201, body: { total: '210.43' } });
  const { orderId, channelParameters: parameters } = opened.body;
  const number = orderId.replaceAll('-', '');
  await call(undefined, 'POST', `/sandbox/channels/wechat/orders/${number}/payment`, { parameters });
  const paid = await eventually(
    () => call(payer, 'GET', `/v1/orders/${orderId}`),
    ({ body }) => body.status === 'paid',
  );
  expect(await posted(personId)).toMatchObject([{ insurance: 'medical', status: 'posted', total: '210.43' }]);
  const receipt = await call(payer, 'GET', `/v1/receipts/${paid.body.receiptNo}`);
  expect(JSON.stringify(receipt.body)).toContain('5.13');
});

it('a bill is paid at a counter and posted, and then the agency cannot take it back', async () => {
  const { personId } = await enrolledPerson();
  const billId = await pushed(personId);
  const { body } = await quote(ccb, personId);
  const collected = await call(ccb, 'POST', '/v1/collections', {
    quoteToken: body.token,
    channelTransactionNo: `T${randomUUID()}`,
    amount: '210.43',
    paidAt: morning,
    method: 'cash',
  });
  expect(collected.body).toMatchObject({ status: 'paid' });
  expect(await posted(personId)).toMatchObject([{ total: '210.43' }]);
  const refused = await eventually(
    () => call(tokens.agency, 'DELETE', `/v1/back-pay-bills/${billId}`),
    ({ status }) => status === 422,
  );
  expect(refused.body).toMatchObject({ code: 'bill-paid' });
});

it('a file reaches assessment through the portal', async () => {
  const { personId } = await enrolledPerson();
  const line = { billNo: `J-${randomUUID()}`, personId, months, total: '210.43' };
  const send = () =>
    call(tokens.agency, 'POST', '/v1/back-pay-bill-files?count=1', JSON.stringify(line), {
      'content-type': 'application/x-ndjson',
    });
  const sent = await eventually(send, ({ status }) => status === 200);
  expect(sent.body).toMatchObject({ bills: 1, total: '210.43', overtaken: [] });
  expect((await send()).body).toMatchObject({ repeated: 1 });
});
