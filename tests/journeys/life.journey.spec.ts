import { randomUUID } from 'node:crypto';
import { call, credentials, eventually, madeUpIdentityNumber, setClock, type Reply } from './stack';

// The whole stack: a life as two bureaus tell it: enrolled, moved, another scheme, a job, the day of which
// was wrong, on their own again, and a death.

const { tokens } = credentials();
const ccb = tokens.banks['ccb'] ?? '';
const identity = { idNumber: madeUpIdentityNumber(), name: '测试甲' };
const district = '370102';
let personId = '';
let told = 0;

afterAll(() => setClock(null));

type Told = Readonly<Record<string, unknown>>;
const message = (businessDate: string, change: Told, more: Told = {}) => {
  told += 1;
  return {
    messageNo: `L-${told}-${identity.idNumber.slice(-4)}`,
    person: personId === '' ? identity : { personId },
    businessDate,
    sequence: told,
    change,
    ...more,
  };
};
const send = async (token: string, body: object): Promise<Reply> => {
  const answer = await call(token, 'POST', '/v1/registration-messages', body);
  expect(answer.status).toBe(200);
  return answer;
};
const months = async (insurance: string): Promise<Record<string, any>> => {
  const { body } = await call(
    tokens.taxDesk,
    'GET',
    `/v1/persons/${personId}/payables?insurance=${insurance}`,
  );
  return Object.fromEntries((body.items ?? []).map((item: { month: string }) => [item.month, item]));
};
const pay = async (insurance: string, month: string, base?: string): Promise<string> => {
  const quoted = await eventually(
    () => call(ccb, 'POST', '/v1/quotes', { personId, insurance, months: [month], ...(base && { base }) }),
    ({ status }) => status === 201,
  );
  const { body } = await call(ccb, 'POST', '/v1/collections', {
    quoteToken: quoted.body.token,
    channelTransactionNo: `T${randomUUID()}`,
    amount: quoted.body.total,
    paidAt: `${month}-18T10:00:00+08:00`,
    method: 'cash',
  });
  expect(body).toMatchObject({ status: 'paid' });
  return quoted.body.total;
};
const refundCases = async (): Promise<string[]> =>
  (await call(tokens.operator, 'GET', `/v1/refund-cases?personId=${personId}`)).body.items.map(
    ({ insurance, month, because }: Record<string, string>) => `${insurance} ${month} ${because}`,
  );
const cases = async (): Promise<string[]> =>
  (await call(tokens.operator, 'GET', `/v1/registration-cases?personId=${personId}`)).body.items.map(
    ({ because }: { because: string }) => because,
  );

it('a life is registered, paid for, corrected and ended by what the bureaus tell', async () => {
  await setClock('2022-05-18T10:00:00+08:00');
  const first = message('2022-01-01', { kind: 'enrolled', district });
  personId = (await send(tokens.hrss, first)).body.personId;
  expect((await send(tokens.hrss, first)).body).toMatchObject({ outcome: 'repeated' });
  const medical = JSON.stringify(message('2022-01-01', { kind: 'enrolled', district, scheme: 'pooled' }));
  const file = await call(tokens.medicalBureau, 'POST', '/v1/registration-message-files?count=1', medical, {
    'content-type': 'application/x-ndjson',
  });
  expect(file.body).toMatchObject({ messages: 1, repeated: 0 });
  await eventually(
    () => months('medical'),
    (all) => all['2022-05']?.status === 'payable',
  );
  await pay('pension', '2022-05', '4000.00');
  expect(await pay('medical', '2022-05')).toBe('205.30');

  await setClock('2022-06-18T10:00:00+08:00');
  await send(tokens.medicalBureau, message('2022-06-01', { kind: 'scheme-changed', scheme: 'with-account' }));
  await send(tokens.hrss, message('2022-06-01', { kind: 'moved', district: '370103' }));
  await send(tokens.medicalBureau, message('2022-06-01', { kind: 'moved', district: '370103' }));
  await eventually(
    () => months('medical'),
    (all) => all['2022-06']?.total === '337.14',
  );

  // HRSS tells of a job from May, a month that is paid.
  const job = message('2022-05-10', { kind: 'to-employer' });
  await send(tokens.hrss, job);
  await eventually(refundCases, (all) => all.includes('pension 2022-05 employer-cover'));
  expect((await months('pension'))['2022-06']).toMatchObject({ status: 'closed' });
  // The move of June now finds nobody enrolled: that is said, not hidden.
  expect(await cases()).toEqual(['not-enrolled']);

  // The day was wrong: the job began on the third of June.
  await send(tokens.hrss, message('2022-06-03', { kind: 'to-employer' }, { corrects: job.messageNo }));
  await eventually(refundCases, (all) => all.length === 0);
  expect(await cases()).toEqual([]);
  expect((await months('pension'))['2022-06']).toMatchObject({ status: 'closed' });
  expect((await months('pension'))['2022-04']).toMatchObject({ status: 'payable' });

  await setClock('2022-09-18T10:00:00+08:00');
  await send(tokens.hrss, message('2022-08-01', { kind: 'from-employer', district: '370103' }));
  await eventually(
    () => months('pension'),
    (all) => all['2022-08']?.status === 'payable',
  );
  expect((await months('pension'))['2022-07']?.conditions?.[0]?.code).toBe('covered-by-employer');

  await send(tokens.medicalBureau, message('2022-08-20', { kind: 'death' }));
  await eventually(
    () => months('pension'),
    (all) => all['2022-09']?.conditions?.[0]?.code === 'person-deceased',
  );
  await send(tokens.hrss, message('2022-09-05', { kind: 'moved', district }));
  expect(await cases()).toEqual(['after-death']);
  const cover = await call(tokens.medicalBureau, 'GET', `/v1/persons/${personId}/coverage`);
  expect(JSON.stringify(cover.body)).toContain('person-deceased');
});
