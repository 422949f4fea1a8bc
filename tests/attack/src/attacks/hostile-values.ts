import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { allOperations, type Operation } from '@canbao/contracts';
import { faultsOf, inTurns, type Attack } from '../attack';
import { numberOf, type Answer, type Target } from '../target';

/** Values that have broken other systems. */
const values: readonly unknown[] = [
  "' or 1=1 --",
  '${jndi:ldap://127.0.0.1/x}',
  '{{7*7}}',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\ud800',
  '\u202e甲',
  '-0',
  '1e400',
  'NaN',
  '9'.repeat(5000),
  '<script>alert(1)</script>',
  '=cmd()',
  '__proto__',
  { __proto__: null, constructor: {} },
  { toString: 1 },
  [],
  [[[]]],
  null,
  true,
  -1,
  1e308,
  0.1,
];

const tokenFor = ({ tokens }: Target, { roles }: Operation): string | undefined => {
  if (roles.includes('operator')) return tokens.operator;
  if (roles.includes('bank')) return tokens.banks['abc'];
  if (roles.includes('hrss')) return tokens.hrss;
  if (roles.includes('medical-bureau')) return tokens.medicalBureau;
  if (roles.includes('agency')) return tokens.agency;
  return roles.includes('payer') ? tokens.payers[3]?.token : undefined;
};

const fieldsOf = ({ body, lines }: Operation): readonly string[] => {
  const shape = (lines ?? body) as { readonly shape?: object };
  return Object.keys(shape.shape ?? {});
};

/** One hostile value in each field of each body, and in each parameter of each path. */
export const hostileValues: Attack = {
  name: 'hostile values in every field and path',
  play: async (target) => {
    const calls = allOperations.flatMap((operation) =>
      values.flatMap((value) => [
        ...(operation.path.includes('{') ? [{ operation, value, field: undefined }] : []),
        ...fieldsOf(operation).map((field) => ({ operation, value, field })),
      ]),
    );
    const played = await inTurns(calls, 16, async ({ operation, value, field }) => {
      const text = encodeURIComponent(typeof value === 'string' ? wellFormed(value) : JSON.stringify(value));
      const path = `/v1${operation.path.replaceAll(/\{\w+\}/g, field === undefined ? text : randomUUID())}`;
      const { method } = operation;
      const body = method === 'GET' ? undefined : field === undefined ? {} : { [field]: value };
      const token = tokenFor(target, operation);
      const answer = await target.send({ method, path, token, body, from: '127.0.0.19' });
      return { operation, field, value, answer };
    });
    return {
      tried: calls.length,
      gaveWay: faultsOf(played, ({ operation: { id }, field = 'path', value, answer }) =>
        isProblem(answer)
          ? undefined
          : `${id}, ${field} = ${JSON.stringify(value)?.slice(0, 40)}: ${answer.status}`,
      ),
    };
  },
};

const wellFormed = (text: string): string => text.toWellFormed();

/** A refusal with a code; an answer to a call that nothing was wrong with is right as well. */
const isProblem = ({ status, body }: Answer): boolean =>
  status >= 200 && status < 500 && (status < 400 || typeof body?.code === 'string');

const head = (call: string, ...lines: readonly string[]): string =>
  `${[`${call} HTTP/1.1`, 'host: x', ...lines].join('\r\n')}\r\n\r\n`;
const chunkedHead = head('POST /v1/estimates', 'transfer-encoding: chunked');
const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
const rawRequests: Readonly<Record<string, string>> = {
  'a lone percent sign': 'GET /v1/orders/% HTTP/1.1\r\nhost: x\r\n\r\n',
  'NUL in a path': 'GET /v1/orders/%00 HTTP/1.1\r\nhost: x\r\n\r\n',
  'a long path': `GET /v1/${'a'.repeat(9000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  'a path of dots': 'GET /v1/../../sandbox/../v1/orders HTTP/1.1\r\nhost: x\r\n\r\n',
  'no HTTP': 'hello\r\n\r\n',
  'two lengths': 'POST /v1/quotes HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
  'length and chunks':
    'POST /v1/quotes HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'chunks beyond the limit': `${chunkedHead}${chunk.repeat(8)}0\r\n\r\n`,
  'an unknown method': 'BREW /v1/quotes HTTP/1.1\r\nhost: x\r\n\r\n',
  'a doubled Authorization': head(
    'GET /v1/orders',
    'authorization: Bearer a.b.c',
    'authorization: Bearer d.e.f',
  ),
  'an upgrade': 'GET /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
};

/** Bytes that are no request as a client would send it. */
export const strangeRequests: Attack = {
  name: 'requests that no client sends',
  play: async (target) => {
    const played = await inTurns(Object.entries(rawRequests), 4, async ([what, bytes]) => ({
      what,
      answer: await raw(target, bytes),
    }));
    return {
      tried: played.length,
      gaveWay: faultsOf(played, ({ what, answer }) => {
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
        if (!(status >= 400 && status < 500)) return `${what}: ${answer.split('\r\n')[0] || 'no answer'}`;
        return answer.includes('application/problem+json') ? undefined : `${what}: no problem document`;
      }),
    };
  },
};

const raw = (target: Target, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(target.credentials.baseUrl);
    const socket = connect({ host: hostname, port: Number(port), localAddress: '127.0.0.20' });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      socket.end();
    });
    socket.on('error', () => resolve(answer));
    socket.once('close', () => resolve(answer));
    socket.setTimeout(15_000, () => socket.destroy());
    socket.write(bytes);
  });

/** Whoever types a citizen's number where a number of a transaction belongs must not publish it. */
export const personalData: Attack = {
  name: 'an identity number as key or transaction number',
  play: async (target) => {
    const number = numberOf('370102', '19850317', 321);
    const { personId } = await target.person();
    const token = target.tokens.banks['ccb'] ?? '';
    const quoteToken = (await target.quote(token, personId)).body?.token;
    const body = (channelTransactionNo: string) => ({
      quoteToken,
      channelTransactionNo,
      amount: '1.00',
      paidAt: `${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`,
      method: 'cash',
    });
    const post = (path: string, key: string, given: object): Promise<Answer> =>
      target.send({ method: 'POST', path, token, body: given, headers: { 'idempotency-key': key } });
    const played = [
      { what: 'as transaction number', answer: await post('/v1/collections', randomUUID(), body(number)) },
      { what: 'within one', answer: await post('/v1/collections', randomUUID(), body(`T-${number}`)) },
      { what: 'as key', answer: await post('/v1/collections', number, body(`T${Date.now()}`)) },
      {
        what: 'as the number of a reversal',
        answer: await post(`/v1/collections/${number}/reversal`, randomUUID(), {}),
      },
    ];
    return {
      tried: played.length,
      gaveWay: [
        ...faultsOf(played, ({ what, answer: { status } }) =>
          status >= 400 && status < 500 ? undefined : `${what}: ${status}`,
        ),
        ...(await storedIn(target, number)),
      ],
    };
  },
};

const storedIn = async ({ credentials }: Target, number: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: credentials.postgres.url });
  await client.connect();
  try {
    const found: string[] = [];
    for (const schema of ['registration', 'assessment', 'payment', 'ledger_sync']) {
      const { rows } = await client.query<{ count: string }>(
        `select count(*) from ${schema}.events where position(lower($1) in lower(stream || data::text)) > 0`,
        [number],
      );
      if (rows[0]?.count !== '0') found.push(`${rows[0]?.count} events of ${schema} hold the number`);
    }
    return found;
  } finally {
    await client.end();
  }
};
