import { call, collect, eventually, medical, newPerson, quote, said, tokens } from './stack';
import { desk, may, posted, quoted, type Statement } from './statement';

const pooled = ['pooled-unit', 'pooled-personal', 'mutual-aid'];

/** G3.2.2: standards, and the three items that belong together. */
export const medicalStandards = async (): Promise<Statement[]> => {
  const [pooledOne, accountOne, partial] = [
    await newPerson(),
    await newPerson('370104', 'with-account'),
    await newPerson(),
  ];
  const icbc = tokens.banks['icbc'] ?? '';
  return [
    quoted('G3.2.2.5', 'combined scheme, May 2022', '337.14', accountOne, medical(['2022-05'])),
    quoted(
      'G3.2.2.5',
      'pooled-only scheme, May 2022, three items',
      '205.30',
      pooledOne,
      medical(['2022-05'], pooled),
    ),
    ...pooled.map((left) =>
      quoted(
        'G3.2.2.6',
        `without ${left}`,
        'bundle-incomplete',
        pooledOne,
        medical(
          ['2022-05'],
          pooled.filter((item) => item !== left),
        ),
      ),
    ),
    {
      guide: 'G3.2.2.6',
      done: 'three items paid together; the medical bureau books them as one',
      expected: 'posted 205.30',
      got: async () => {
        await collect(desk, await quote(desk, pooledOne.personId, medical(['2022-05'], pooled)), may);
        return posted(pooledOne.personId, '2022-05');
      },
    },
    {
      guide: 'G3.2.2.6',
      done: 'bank message with two of three items (187.30)',
      expected: 'incomplete mutual-aid',
      got: async () => {
        const { body } = await collect(icbc, await quote(icbc, partial.personId, medical(['2022-05'])), may, {
          amount: '187.30',
          items: ['pooled-unit', 'pooled-personal'],
        });
        return `${body?.status} ${body?.missingItems?.join(' ')}`;
      },
    },
    {
      guide: 'G3.2.2.6',
      done: 'the missing item at the tax window',
      expected: '18.00',
      got: async () =>
        said(
          await eventually(
            () => quote(desk, partial.personId, medical(['2022-05'], ['mutual-aid'])),
            ({ status }) => status === 201,
          ),
        ),
    },
    {
      guide: 'G3.2.2.6',
      done: 'paid there: the bundle is complete and posted',
      expected: 'posted 205.30',
      got: async () => {
        await collect(desk, await quote(desk, partial.personId, medical(['2022-05'], ['mutual-aid'])), may);
        return posted(partial.personId, '2022-05');
      },
    },
  ];
};

/** G3.3.2: months before the current one need the agency's bill. */
export const arrears = async (): Promise<Statement[]> => {
  const person = await newPerson();
  const bill = {
    personId: person.personId,
    months: [
      {
        month: '2022-03',
        items: [
          { item: 'pooled-unit', amount: '112.38' },
          { item: 'pooled-personal', amount: '74.92' },
          { item: 'mutual-aid', amount: '18.00' },
        ],
        lateFee: '5.13',
      },
    ],
  };
  return [
    quoted(
      'G3.3.2.1',
      'medical month 2022-03 without a pushed bill',
      'arrears-push-required',
      person,
      medical(['2022-03']),
    ),
    {
      guide: 'G3.3.2.1',
      done: 'the agency pushes the bill with its late fee; then it is payable',
      expected: '210.43',
      got: async () => {
        await call(tokens.agency, 'POST', '/v1/back-pay-bills', bill);
        return said(await quote(desk, person.personId, medical(['2022-03'])));
      },
    },
    {
      guide: 'G3.3.2.1',
      done: 'paid at the tax window',
      expected: 'posted 210.43',
      got: async () => {
        await collect(desk, await quote(desk, person.personId, medical(['2022-03'])), may);
        return posted(person.personId, '2022-03');
      },
    },
  ];
};
