import { call, collect, newPerson, pension, quote, said } from './stack';
import { desk, may, monthsOf, posted, quoted, wechat, type Statement } from './statement';

/** G3.2.1: base and rate. */
export const pensionStandards = async (): Promise<Statement[]> => {
  const person = await newPerson();
  const may2022 = (base: string) => pension(['2022-05'], base);
  return [
    quoted('G3.2.1.4', 'base at the lower limit 3746.00', '749.20', person, may2022('3746.00')),
    quoted('G3.2.1.4', 'base at the upper limit 18726.00', '3745.20', person, may2022('18726.00')),
    quoted('G3.2.1.4', 'base 3745.00', 'base-below-lower-limit', person, may2022('3745.00')),
    quoted('G3.2.1.4', 'base 18727.00', 'base-above-upper-limit', person, may2022('18727.00')),
    quoted('G3.2.1.2', 'base 5000.00 at 20 %', '1000.00', person, may2022('5000.00')),
  ];
};

/** G3.2.1.5: a base that is typed is declared, paid or not. */
export const baseCapture = async (): Promise<Statement[]> => {
  const person = await newPerson();
  await call(wechat, 'POST', '/v1/payers/me/beneficiaries', { idNumber: person.idNumber, name: person.name });
  const base = async (asOf?: string): Promise<string> => {
    const query = asOf === undefined ? '' : `?asOf=${encodeURIComponent(asOf)}`;
    const { body } = await call(wechat, 'GET', `/v1/persons/${person.personId}/pension-base${query}`);
    return String(body?.base ?? body?.code);
  };
  return [
    {
      guide: 'G1.3',
      done: 'add a person (增加人员) and quote for them',
      expected: '1000.00',
      got: async () => said(await quote(wechat, person.personId, pension(['2022-05'], '5000.00'))),
    },
    {
      guide: 'G3.2.1.5',
      done: 'base typed in WeChat, nothing paid: registered base',
      expected: '5000.00',
      got: () => base(),
    },
    {
      guide: 'G3.2.1.5',
      done: 'typed again as 3746.00: registered base',
      expected: '3746.00',
      got: async () => {
        await quote(wechat, person.personId, pension(['2022-05'], '3746.00'));
        return base();
      },
    },
    {
      guide: 'G3.2.1.5',
      done: 'registered base as it stood the day before',
      expected: 'no-declared-base',
      got: () => base('2022-05-17T10:00:00+08:00'),
    },
    {
      guide: 'G3.2.1.5',
      done: 'a base outside the limits changes nothing',
      expected: '3746.00',
      got: async () => {
        await quote(wechat, person.personId, pension(['2022-05'], '100.00'));
        return base();
      },
    },
  ];
};

/** G3.3.1: the months that can be paid. */
export const paymentWindow = async (): Promise<Statement[]> => {
  const person = await newPerson();
  const payables = async (): Promise<{ status: string; month: string }[]> => {
    const { body } = await call(desk, 'GET', `/v1/persons/${person.personId}/payables?insurance=pension`);
    return body?.items ?? [];
  };
  return [
    quoted(
      'G3.3.1.2',
      'January to May 2022 at 3746.00',
      '3746.00',
      person,
      pension(monthsOf(2022, 1, 5), '3746.00'),
    ),
    quoted(
      'G3.3.1.2',
      'only February and April',
      '1498.40',
      person,
      pension(['2022-02', '2022-04'], '3746.00'),
    ),
    ...monthsOf(2022, 6, 12).map((month) =>
      quoted('G3.3.1.2', `prepay ${month}`, 'prepayment-not-allowed', person, pension([month], '3746.00')),
    ),
    quoted('G3.3.1.2', 'back-pay 2021-12', 'prior-year-not-allowed', person, pension(['2021-12'], '3746.00')),
    {
      guide: 'G3.3.1.1',
      done: 'payables in May 2022',
      expected: monthsOf(2022, 1, 5).join(' '),
      got: async () =>
        (await payables())
          .filter(({ status }) => status === 'payable')
          .map(({ month }) => month)
          .join(' '),
    },
    {
      guide: 'G2.2',
      done: 'pay January at the tax window; HRSS books it',
      expected: 'posted 749.20',
      got: async () => {
        await collect(desk, await quote(desk, person.personId, pension(['2022-01'], '3746.00')), may);
        return posted(person.personId, '2022-01');
      },
    },
  ];
};
