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

/**
 * A small population: each payer is registered, enrolled and able to pay for themselves. Repeating it changes
 * nothing.
 */
export const loadDemonstration = async ({ baseUrl, tokens }: Credentials): Promise<number> => {
  const call = async (
    token: string,
    method: string,
    path: string,
    body: object,
    key?: string,
  ): Promise<{ personId: string }> => {
    const response = await fetch(`${baseUrl}/v1${path}`, {
      method,
      body: JSON.stringify(body),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
    });
    const answer = (await response.json()) as { personId: string; code?: string };
    if (!response.ok)
      throw new Error(`demonstration data: ${method} ${path} answered ${response.status} ${answer.code}`);
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
  await demonstrationBill(baseUrl, tokens);
  return people.length;
};

/** As much of the answers as is looked at. */
interface Answer {
  readonly now?: string;
  readonly items?: readonly { readonly personId: string }[];
  readonly lines?: readonly { readonly item: string; readonly amount: Yuan }[];
  readonly billId?: string;
  readonly code?: string;
}

/** Refusals that the next start, or a person who tries the system out, has brought about. */
const harmless = ['already-paid', 'bill-exists', 'bill-number-reused', 'idempotency-key-reused'];

/**
 * Arrears of last month for the fourth payer (示例丁), with a late fee that differs from our own arithmetic:
 * what an agency's bill looks like in the mini-program, at a counter and in `GET /back-pay-bills/{id}`.
 */
const demonstrationBill = async (baseUrl: string, tokens: Credentials['tokens']): Promise<void> => {
  const ask = async (token: string, method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Answer;
  };
  const { now } = await ask(tokens.agency, 'GET', '/sandbox/clock');
  const [payer] = tokens.payers.slice(-1);
  const { items } = await ask(payer?.token ?? '', 'GET', '/v1/payers/me/beneficiaries');
  const personId = items?.[0]?.personId;
  const current = currentMonth(instant(now ?? ''));
  const estimate = { insurance: 'medical', months: [current], scheme: 'with-account' };
  const { lines } = await ask(tokens.agency, 'POST', '/v1/estimates', estimate);
  // Nobody by oneself, or a pack without a rate for today.
  const [line] = lines ?? [];
  if (personId === undefined || line === undefined) return;
  const { item, amount } = line;
  const owed = plusMonths(current, -1);
  const months = [{ month: owed, items: [{ item, amount }], lateFee: '1.00' }];
  const bill = { billNo: `DEMO-${owed}`, personId, months, total: add(amount, yuan('1.00')) };
  let answer = await ask(tokens.agency, 'POST', '/v1/back-pay-bills', bill);
  // On a new machine the enrolment takes a while from registration to assessment.
  for (let tries = 0; answer.code === 'not-registered' && tries < 20; tries += 1) {
    await pause(500);
    answer = await ask(tokens.agency, 'POST', '/v1/back-pay-bills', bill);
  }
  if (answer.billId === undefined && !harmless.includes(answer.code ?? ''))
    throw new Error(`demonstration data: the agency's bill was refused: ${answer.code}`);
};
