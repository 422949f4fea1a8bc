import { randomUUID } from 'node:crypto';
import { inTurns, type Attack, type Played } from '../attack';
import { numberOf, thisMonth, type Answer, type Target } from '../target';

const refusedIn = (answers: readonly Answer[]): number =>
  answers.findIndex(({ status }) => status === 429 || status === 423) + 1;

const lackingHeaders = (answers: readonly Answer[]): string[] => {
  const refused = answers.find(({ status }) => status === 429);
  if (refused === undefined) return [];
  return ['retry-after', 'ratelimit'].flatMap((name) =>
    refused.headers[name] === undefined ? [`429 without ${name}`] : [],
  );
};

/** Another caller must not feel it. */
const isServed = async (target: Target): Promise<string[]> => {
  const body = { insurance: 'pension', months: [thisMonth()], base: '5000.00' };
  const token = target.tokens.banks['icbc'];
  const { status } = await target.send({ method: 'POST', path: '/v1/estimates', token, body });
  return status === 200 ? [] : [`another caller got ${status}`];
};

const guess = async (
  target: Target,
  count: number,
  send: (index: number) => Promise<Answer>,
): Promise<Played> => {
  const answers = await inTurns(Array.from({ length: count }), 16, (_, index) => send(index));
  const first = refusedIn(answers);
  return {
    tried: count,
    seen: first === 0 ? 'never refused' : `refused from call ${first} on`,
    gaveWay: [
      ...(first === 0 ? [`${count} guesses, and none was refused`] : []),
      ...lackingHeaders(answers),
      ...(await isServed(target)),
    ],
  };
};

export const guessedTokens: Attack = {
  name: 'tokens that nobody issued, from one address',
  play: (target) =>
    guess(target, 1500, (index) =>
      target.send({ method: 'GET', path: '/v1/orders', token: `aa.bb.c${index}`, from: '127.0.0.14' }),
    ),
};

export const guessedOrders: Attack = {
  name: 'a payer walks through numbers of orders',
  play: (target) =>
    guess(target, 1500, () =>
      target.send({
        method: 'GET',
        path: `/v1/orders/${randomUUID()}`,
        token: target.tokens.payers[3]?.token,
        from: '127.0.0.15',
      }),
    ),
};

export const guessedNumbers: Attack = {
  name: 'a payer guesses the identity number of somebody they know',
  play: async (target) => {
    const { idNumber, name } = await target.person();
    const [area, birthday] = [idNumber.slice(0, 6), idNumber.slice(6, 14)];
    const serials = Array.from({ length: 720 }, (_, index) => index + 1);
    const token = target.tokens.payers[2]?.token ?? '';
    const answers = await inTurns(serials, 16, (serial) =>
      target.send({
        method: 'POST',
        path: '/v1/payers/me/beneficiaries',
        token,
        body: { idNumber: numberOf(area, birthday, serial), name },
        from: '127.0.0.16',
      }),
    );
    const judged = answers.filter(({ status }) => status === 404 || status === 422).length;
    const found = answers.findIndex(({ status }) => status < 300) + 1;
    return {
      tried: serials.length,
      seen: `${judged} guesses were judged before the lock`,
      gaveWay: [
        ...(found === 0 ? [] : [`the number was found in ${found} guesses`]),
        ...(judged > 50 ? [`${judged} guesses were judged`] : []),
      ],
    };
  },
};

export const manyBeneficiaries: Attack = {
  name: '64 people added at once',
  play: async (target) => {
    const token = target.tokens.payers[1]?.token ?? '';
    const people = await inTurns(Array.from({ length: 64 }), 8, () => target.person());
    const answers = await Promise.all(people.map((person) => target.add(token, person)));
    const added = answers.filter(({ status }) => status < 300).length;
    const gaveWay = added > 50 ? [`${added} people were added; the limit is 50`] : [];
    return { tried: people.length, seen: `${added} were added`, gaveWay };
  },
};

/** The thousandth quote of a person must cost what the first did; refusals must not wait for nothing. */
export const manyQuotes: Attack = {
  name: 'quotes without end for one person',
  play: async (target) => {
    const { personId } = await target.person();
    const token = target.tokens.banks['ccb'] ?? '';
    const rounds = [];
    for (let round = 0; round < 4; round += 1) {
      const began = performance.now();
      const answers = await inTurns(Array.from({ length: 150 }), 8, () => target.quote(token, personId));
      const ms = performance.now() - began;
      rounds.push({ ms, refused: answers.filter(({ status }) => status !== 201 && status !== 429).length });
    }
    const [first, last] = [rounds[0]?.ms ?? 0, rounds.at(-1)?.ms ?? 0];
    return {
      tried: 600,
      seen: `150 quotes took ${Math.round(first)} ms at first, ${Math.round(last)} ms after 450`,
      gaveWay: [
        ...(last > 2 * first + 500 ? [`150 quotes took ${Math.round(last)} ms after 450`] : []),
        ...(rounds.some(({ refused }) => refused > 0) ? ['a quote was refused'] : []),
      ],
    };
  },
};

export const unknownPeople: Attack = {
  name: 'quotes for people who do not exist',
  play: async (target) => {
    const token = target.tokens.payers[3]?.token;
    const body = { insurance: 'pension', months: [thisMonth()], base: '5000.00' };
    const answers = await inTurns(Array.from({ length: 100 }), 20, () =>
      target.send({
        method: 'POST',
        path: '/v1/quotes',
        token,
        body: { ...body, personId: randomUUID() },
        from: '127.0.0.17',
      }),
    );
    const slow = answers.filter(({ ms }) => ms > 1500).length;
    return {
      tried: answers.length,
      seen: `slowest ${Math.max(...answers.map(({ ms }) => ms))} ms`,
      gaveWay: [
        ...(slow > 0 ? [`${slow} refusals took more than 1.5 s`] : []),
        ...(answers.some(({ status }) => status < 400 || status >= 500) ? ['one was not refused'] : []),
        ...(await isServed(target)),
      ],
    };
  },
};
