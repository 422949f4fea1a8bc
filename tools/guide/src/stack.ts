import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Credentials {
  readonly baseUrl: string;
  readonly tokens: {
    readonly hrss: string;
    readonly medicalBureau: string;
    readonly agency: string;
    readonly taxDesk: string;
    readonly operator: string;
    readonly banks: Readonly<Record<string, string>>;
    readonly payers: readonly { readonly channel: string; readonly token: string }[];
  };
}
export const { baseUrl, tokens } = JSON.parse(
  readFileSync(join(process.env['CANBAO_DATA'] ?? '.local', 'credentials.json'), 'utf8'),
) as Credentials;

// The runner reads whatever the wire gives; what is missing shows as a difference.
// oxlint-disable-next-line typescript/no-explicit-any
export interface Reply {
  readonly status: number;
  readonly body: any;
}

/** A call through the front door, as any client makes it. */
export const call = async (
  token: string | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<Reply> => {
  const response = await fetch(baseUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
    },
  });
  return { status: response.status, body: await response.json().catch(() => undefined) };
};

/** Asks until satisfied, at most ten seconds: Kafka lies in between. */
export const eventually = async (
  ask: () => Promise<Reply>,
  satisfied: (reply: Reply) => boolean,
): Promise<Reply> => {
  for (const until = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const reply = await ask();
    if (satisfied(reply) || Date.now() > until) return reply;
  }
};

export const setClock = (now: string | null): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/clock', { now });

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
export interface Person {
  readonly personId: string;
  readonly idNumber: string;
  readonly name: string;
}

/** A registered person, made up at run time; enrolled unless told otherwise. */
export const newPerson = async (
  district = '370102',
  scheme: 'pooled' | 'with-account' | undefined = 'pooled',
  pension = true,
): Promise<Person> => {
  const body = `${district === '370171' ? '370102' : district}19${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  const [idNumber, name] = [
    body +
      ('10X98765432'[weights.reduce((sum, weight, index) => sum + weight * Number(body[index]), 0) % 11] ??
        ''),
    '演示者',
  ];
  const personId = (await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name })).body
    ?.personId as string;
  if (pension)
    await call(tokens.hrss, 'PUT', `/v1/persons/${personId}/enrolments/pension`, {
      district,
      from: '2019-01-01',
    });
  if (scheme !== undefined)
    await call(tokens.medicalBureau, 'PUT', `/v1/persons/${personId}/enrolments/medical`, {
      district,
      scheme,
      from: '2019-01-01',
    });
  return { personId, idNumber, name };
};

export const quote = (token: string, personId: string, body: object): Promise<Reply> =>
  call(token, 'POST', '/v1/quotes', { personId, ...body });
export const pension = (months: readonly string[], base: string) => ({ insurance: 'pension', months, base });
export const medical = (months: readonly string[], items?: readonly string[]) => ({
  insurance: 'medical',
  months,
  ...(items === undefined ? {} : { items }),
});

export const collect = (token: string, quoted: Reply, paidAt: string, more: object = {}): Promise<Reply> =>
  call(token, 'POST', '/v1/collections', {
    quoteToken: quoted.body?.token ?? 'none',
    channelTransactionNo: `G${randomUUID()}`,
    amount: quoted.body?.total ?? '0.01',
    paidAt,
    method: 'cash',
    ...more,
  });

/** What a reply comes to in one word: the total, or the code of the refusal. */
export const said = ({ status, body }: Reply): string =>
  String(status < 300 ? (body?.total ?? body?.status ?? status) : (body?.code ?? status));
