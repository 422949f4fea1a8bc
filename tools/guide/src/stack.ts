import { randomInt, randomUUID } from 'node:crypto';
import { startedHere, whyNot } from '@canbao/service-kit/started-here';
import { waitFor } from '@canbao/runtime';
import { checkDigitOf } from '@canbao/vocabulary';

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
const started = (): Credentials => {
  try {
    return startedHere<Credentials>();
  } catch (error) {
    process.stderr.write(`${whyNot(error)}\n`);
    process.exit(1);
  }
};
export const { baseUrl, tokens } = started();

/** An answer as the wire gives it; a field that is missing shows as a difference. */
export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A call through the portal, as any client makes it. */
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

/** Calls until the reply satisfies, for at most ten seconds (facts cross Kafka); the last reply. */
export const eventually = async (
  request: () => Promise<Reply>,
  satisfies: (reply: Reply) => boolean,
): Promise<Reply> => {
  let last = await request();
  await waitFor(
    async () => {
      if (!satisfies(last)) last = await request();
      return satisfies(last) ? true : undefined;
    },
    { timeoutMs: 10_000, everyMs: 100 },
  );
  return last;
};

/** Sets the clock of the sandbox; null returns to real time. */
export const setClock = (now: string | null): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/clock', { now });

/** A number with a right check digit (GB 11643), made at run time: none is stored in the repository. */
const madeUpIdentityNumber = (area: string): string => {
  const birthday = `19${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}`;
  const body = `${area}${birthday}${randomInt(100, 1000)}`;
  return body + checkDigitOf(body);
};

export interface Person {
  readonly personId: string;
  readonly idNumber: string;
  readonly name: string;
}

/** A registered person with a generated number; enrolled unless told otherwise. */
export const newPerson = async (
  district = '370102',
  scheme: 'pooled' | 'with-account' | undefined = 'pooled',
  hasPension = true,
): Promise<Person> => {
  // The high-tech zone is a district of its own for contributions, not in identity numbers.
  const idNumber = madeUpIdentityNumber(district === '370171' ? '370102' : district);
  const name = '演示者';
  const from = '2019-01-01';
  const { body } = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name });
  const personId = body?.personId as string;
  const enrolments = `/v1/persons/${personId}/enrolments`;
  if (hasPension) await call(tokens.hrss, 'PUT', `${enrolments}/pension`, { district, from });
  if (scheme !== undefined)
    await call(tokens.medicalBureau, 'PUT', `${enrolments}/medical`, { district, scheme, from });
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

/** A reply in one word: the total, or the code of the refusal. */
export const said = ({ status, body }: Reply): string =>
  String(status < 300 ? (body?.total ?? body?.status ?? status) : (body?.code ?? status));
