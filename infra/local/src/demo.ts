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
  return people.length;
};
