import { randomUUID } from 'node:crypto';
import { currentMonth, instant, plusMonths } from '@canbao/calendar';
import { add, yuan, type Yuan } from '@canbao/money';
import { pause } from '@canbao/runtime';
import { checkDigitOf } from '@canbao/vocabulary';
import { payers, type Credentials } from './keys';

/** A number with a valid check digit, made at run time: the repository contains none. */
const numberOf = (area: string, serial: number): string => {
  const body = `${area}1980010${(serial % 9) + 1}00${serial}`;
  return body + checkDigitOf(body);
};

const people = [
  { district: '370102', scheme: 'pooled' },
  { district: '370104', scheme: 'with-account' },
  { district: '370116', scheme: 'pooled' },
  { district: '370124', scheme: 'with-account' },
] as const;

/** As much of the answers as is looked at. */
interface Answer {
  readonly personId?: string;
  readonly now?: string;
  readonly items?: readonly { readonly personId: string }[];
  readonly lines?: readonly { readonly item: string; readonly amount: Yuan }[];
  readonly billId?: string;
  readonly code?: string;
}

type Ask = (
  token: string,
  method: string,
  path: string,
  body?: object,
  key?: string,
) => Promise<{ readonly status: number; readonly answer: Answer }>;

const asking =
  (baseUrl: string): Ask =>
  async (token, method, path, body, key) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, answer: (await response.json()) as Answer };
  };

/**
 * A small population: each payer is registered, enrolled and able to pay for themselves. Repeating it changes
 * nothing.
 */
export const loadDemonstration = async ({ baseUrl, tokens }: Credentials): Promise<number> => {
  const ask = asking(baseUrl);
  const call: (...asked: Parameters<Ask>) => Promise<Answer> = async (token, method, path, ...more) => {
    const { status, answer } = await ask(token, method, `/v1${path}`, ...more);
    if (status >= 300)
      throw new Error(`demonstration data: ${method} ${path} answered ${status} ${answer.code}`);
    return answer;
  };
  await Promise.all(
    people.map(async ({ district, scheme }, index) => {
      const identity = { idNumber: numberOf(district, index + 1), name: payers[index]?.name ?? '' };
      const { personId } = await call(tokens.hrss, 'POST', '/persons', identity, `demo-person-${index}`);
      await call(tokens.hrss, 'PUT', `/persons/${personId}/enrolments/pension`, {
        district,
        from: '2020-01-01',
      });
      await call(tokens.medicalBureau, 'PUT', `/persons/${personId}/enrolments/medical`, {
        district,
        scheme,
        from: '2020-01-01',
      });
      await call(
        tokens.payers[index]?.token ?? '',
        'POST',
        '/payers/me/beneficiaries',
        identity,
        `demo-beneficiary-${index}`,
      );
    }),
  );
  await demonstrationBill(ask, tokens);
  return people.length;
};

/** Refusals that the next start, or a person who tries the system out, has brought about. */
const harmless = ['already-paid', 'bill-exists', 'bill-number-reused', 'idempotency-key-reused'];

/**
 * Arrears of last month for the fourth payer (示例丁), with a late fee that differs from our own arithmetic:
 * what an agency's bill looks like in the mini-program, at a counter and in `GET /back-pay-bills/{id}`.
 */
const demonstrationBill = async (ask: Ask, tokens: Credentials['tokens']): Promise<void> => {
  const told = async (...asked: Parameters<Ask>): Promise<Answer> => (await ask(...asked)).answer;
  const { now } = await told(tokens.agency, 'GET', '/sandbox/clock');
  const [payer] = tokens.payers.slice(-1);
  const { items } = await told(payer?.token ?? '', 'GET', '/v1/payers/me/beneficiaries');
  const personId = items?.[0]?.personId;
  const current = currentMonth(instant(now ?? ''));
  const estimate = { insurance: 'medical', months: [current], scheme: 'with-account' };
  const { lines } = await told(tokens.agency, 'POST', '/v1/estimates', estimate, randomUUID());
  // Nobody by oneself, or a pack without a rate for today.
  const [line] = lines ?? [];
  if (personId === undefined || line === undefined) return;
  const { item, amount } = line;
  const owed = plusMonths(current, -1);
  const months = [{ month: owed, items: [{ item, amount }], lateFee: '1.00' }];
  const bill = { billNo: `DEMO-${owed}`, personId, months, total: add(amount, yuan('1.00')) };
  const push = () => told(tokens.agency, 'POST', '/v1/back-pay-bills', bill, randomUUID());
  let answer = await push();
  // On a new machine the enrolment takes a while from registration to assessment.
  for (let tries = 0; answer.code === 'not-registered' && tries < 20; tries += 1) {
    await pause(500);
    answer = await push();
  }
  if (answer.billId === undefined && !harmless.includes(answer.code ?? ''))
    throw new Error(`demonstration data: the agency's bill was refused: ${answer.code}`);
};
