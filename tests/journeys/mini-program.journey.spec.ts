import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, credentials, enrolledPerson, eventually, setClock } from './stack';

const { tokens } = credentials();
const payer = tokens.payers[0];
const page = join(__dirname, '../../docs/integration/mini-program.md');
/** `WRITE_EXAMPLES=1` writes what came instead of comparing it. */
const isWriting = process.env['WRITE_EXAMPLES'] === '1';

/** Ids, tokens and times of a run made even. */
const even = (value: unknown, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((each) => even(each, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        ['certificate', 'token', 'traceId'].includes(key) ? '…' : even(member, key),
      ]),
    );
  if (typeof value !== 'string') return value;
  if (name === 'code' && /^([0-9A-Z]{4}-){7}/.test(value)) return 'ABCD-EFGH-…';
  return value
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '6b29fc40-…')
    .replaceAll(/T\d\d:\d\d:\d\d\.\d{3}\+08:00/g, 'T10:00:00.000+08:00')
    .replaceAll(/SD2022\d{24}/g, 'SD20220518…')
    .replaceAll(/^[\w+/=.-]{32,}$|^prepay_id=.*/g, '…');
};

/** Of channel parameters the names are the promise. */
const named = (parameters: object): object =>
  Object.fromEntries(Object.keys(parameters).map((key) => [key, '…']));

const examples = async (): Promise<Record<string, unknown>> => {
  await setClock('2022-05-18T10:00:00+08:00');
  const { personId, ...identity } = await enrolledPerson();
  const beneficiary = await call(payer?.token, 'POST', '/v1/payers/me/beneficiaries', identity);
  const wanted = { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00' };
  const quote = await eventually(
    () => call(payer?.token, 'POST', '/v1/quotes', wanted),
    ({ status }) => status === 201,
  );
  const body = { quoteToken: quote.body.token, channel: payer?.channel };
  const order = await eventually(
    () => call(payer?.token, 'POST', '/v1/orders', body),
    ({ status }) => status === 201,
  );
  const problem = await call(payer?.token, 'POST', '/v1/orders', body);
  const number = order.body.orderId.replaceAll('-', '');
  await call(undefined, 'POST', `/sandbox/channels/wechat/orders/${number}/payment`, {});
  const state = await eventually(
    () => call(payer?.token, 'GET', `/v1/orders/${order.body.orderId}`),
    (answer) => answer.body.status === 'paid',
  );
  const none = await call(payer?.token, 'GET', `/v1/certificates/${state.body.receiptNo}`);
  const { channelParameters, ...opened } = order.body;
  return {
    beneficiary: beneficiary.body,
    quote: quote.body,
    order: { ...opened, channelParameters: named(channelParameters) },
    'order-state': state.body,
    'no-certificate': none.body,
    problem: problem.body,
  };
};

it('the page for a mini-program has the messages that the system sends', async () => {
  const came = Object.entries(await examples()).map(
    ([name, body]) => [name, JSON.stringify(even(body), undefined, 2)] as const,
  );
  await setClock(null);
  let text = readFileSync(page, 'utf8');
  const shown = (name: string): RegExp =>
    new RegExp(`(<!-- example: ${name} -->\\n\`\`\`json\\n)([^]*?)(\\n\`\`\`)`);
  if (isWriting) {
    for (const [name, json] of came)
      text = text.replace(shown(name), (_, before, __, behind) => before + json + behind);
    writeFileSync(page, text);
  }
  expect(Object.fromEntries(came.map(([name]) => [name, shown(name).exec(text)?.[2]]))).toEqual(
    Object.fromEntries(came),
  );
});
