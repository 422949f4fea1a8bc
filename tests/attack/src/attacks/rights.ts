import { randomUUID } from 'node:crypto';
import { allOperations, roles, type Operation, type Role } from '@canbao/contracts';
import { faultsOf, inTurns, type Attack } from '../attack';
import type { Answer, Target } from '../target';

const tokenOf = (target: Target, role: Role): string | undefined => {
  const { tokens } = target;
  const byRole: Readonly<Record<Role, string | undefined>> = {
    hrss: tokens.hrss,
    'medical-bureau': tokens.medicalBureau,
    agency: tokens.agency,
    'tax-desk': tokens.taxDesk,
    bank: tokens.banks['ccb'],
    payer: tokens.payers[3]?.token,
    operator: tokens.operator,
    auditor: tokens.auditor,
  };
  return byRole[role];
};

const pathOf = ({ path }: Operation): string => `/v1${path.replaceAll(/\{\w+\}/g, () => randomUUID())}`;
const everybody: readonly (Role | 'nobody')[] = ['nobody', ...roles];

/** Every operation by everybody whom it does not admit, and by nobody. */
export const foreignCalls: Attack = {
  name: 'every operation by every role that it does not admit',
  play: async (target) => {
    const cells = allOperations.flatMap((operation) =>
      everybody
        .filter(
          (role) => operation.roles.length > 0 && !(operation.roles as readonly string[]).includes(role),
        )
        .map((role) => ({ operation, role })),
    );
    const played = await inTurns(cells, 16, async ({ operation, role }) => {
      const token = role === 'nobody' ? undefined : tokenOf(target, role);
      const body = operation.method === 'GET' ? undefined : {};
      const { method } = operation;
      const answer = await target.send({ method, path: pathOf(operation), token, body, from: '127.0.0.18' });
      return { operation, role, answer };
    });
    return {
      tried: cells.length,
      gaveWay: faultsOf(played, ({ operation: { id }, role, answer: { status } }) => {
        const right = role === 'nobody' ? 401 : 403;
        return status === right || status === 429 ? undefined : `${id} by ${role}: ${status}, not ${right}`;
      }),
    };
  },
};

type Try = readonly [what: string, allowed: readonly number[], answer: () => Promise<Answer>];

const tried = async (tries: readonly Try[]) => {
  const gaveWay: string[] = [];
  for (const [what, allowed, send] of tries) {
    const { status } = await send();
    if (!allowed.includes(status)) gaveWay.push(`${what}: ${status}, not ${allowed.join(' or ')}`);
  }
  return { tried: tries.length, gaveWay };
};

/** Objects that exist, asked for by those whom they do not concern. */
export const foreignObjects: Attack = {
  name: 'quotes, bases and payables of others',
  play: async (target) => {
    const { tokens } = target;
    const { personId } = await target.person('370102');
    const get = (token: string | undefined, path: string) => () =>
      target.send({ method: 'GET', path, token });
    const quoted = await target.quote(tokens.banks['ccb'] ?? '', personId);
    const quotePath = `/v1/quotes/${quoted.body?.quoteId}`;
    const person = `/v1/persons/${personId}`;
    const stranger = tokens.payers[3]?.token;
    const tries: Try[] = [
      ['a bank reads its own quote', [200], get(tokens.banks['ccb'], quotePath)],
      ['a bank reads the quote of another', [404], get(tokens.banks['icbc'], quotePath)],
      ['the tax desk reads the quote of a bank', [404], get(tokens.taxDesk, quotePath)],
      ['a stranger reads a quote', [404], get(stranger, quotePath)],
      ['a stranger reads payables', [404], get(stranger, `${person}/payables?insurance=pension`)],
      ['a stranger reads a base', [404], get(stranger, `${person}/pension-base`)],
      ['a stranger reads postings', [404], get(stranger, `${person}/postings?month=2022-05`)],
      ['a stranger asks for a quote', [404], () => target.quote(stranger ?? '', personId)],
    ];
    return tried(tries);
  },
};

/** A quote is for the payer and the channel that it was given to. */
export const foreignTokens: Attack = {
  name: 'orders with the quote of another payer or channel',
  play: async (target) => {
    const [first, second] = target.tokens.payers;
    const person = await target.person();
    await target.add(second?.token ?? '', person);
    const quoted = await target.quote(second?.token ?? '', person.personId);
    const order = (token: string | undefined, channel: string) => () =>
      target.send({
        method: 'POST',
        path: '/v1/orders',
        token,
        body: { quoteToken: quoted.body?.token, channel },
      });
    return tried([
      ['payer 1 with the quote of payer 2', [400, 403, 404, 422], order(first?.token, first?.channel ?? '')],
      [
        'payer 1 through the channel of payer 2',
        [400, 403, 404, 422],
        order(first?.token, second?.channel ?? ''),
      ],
      [
        'payer 2 through the channel of payer 1',
        [400, 403, 409, 422],
        order(second?.token, first?.channel ?? ''),
      ],
      ['payer 2, afterwards', [201], order(second?.token, second?.channel ?? '')],
    ]);
  },
};

/** Tokens as only a careless issuer would sign them. */
export const incompleteTokens: Attack = {
  name: 'tokens with claims that do not fit their role',
  play: async (target) => {
    const claims: Readonly<Record<string, object>> = {
      'a bank without a bank': { role: 'bank' },
      'a payer without a channel': { role: 'payer' },
      'a tax desk with a bank': { role: 'tax-desk', bank: 'ccb' },
      'two roles': { role: ['bank', 'operator'], bank: 'ccb' },
      'an unknown role': { role: 'root' },
      'an unknown bank': { role: 'bank', bank: 'xyz' },
    };
    const bank = await target.forge('counter-1', { role: 'bank', bank: 'ccb' });
    if (bank === undefined) return { tried: 0, gaveWay: [], seen: 'left out: the issuer’s key is not here' };
    const tries: Try[] = [];
    for (const [what, claim] of Object.entries(claims)) {
      const token = await target.forge('counter-1', claim);
      tries.push([what, [401], () => target.send({ method: 'GET', path: '/v1/rule-overrides', token })]);
    }
    const outcome = await tried(tries);
    return { ...outcome, gaveWay: [...outcome.gaveWay, ...(await sameSubject(target, bank))] };
  },
};

/** Two banks whose tellers have the same number, and the same key: two collections. */
const sameSubject = async (target: Target, ccb: string): Promise<string[]> => {
  const icbc = (await target.forge('counter-1', { role: 'bank', bank: 'icbc' })) ?? '';
  const { personId } = await target.person('370102');
  const quoteToken = (await target.quote(ccb, personId)).body?.token;
  const key = randomUUID();
  const collect = (token: string): Promise<Answer> =>
    target.send({
      method: 'POST',
      path: '/v1/collections',
      token,
      headers: { 'idempotency-key': key },
      body: {
        quoteToken,
        channelTransactionNo: `T${key.slice(0, 12)}`,
        amount: '1.00',
        paidAt: shanghaiNow(),
        method: 'cash',
      },
    });
  await collect(ccb);
  const second = await collect(icbc);
  return second.headers['idempotent-replayed'] === undefined
    ? []
    : ['the collection of a second bank was answered as a repeat of the first'];
};

const shanghaiNow = (): string => `${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
