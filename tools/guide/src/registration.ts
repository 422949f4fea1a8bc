import { call, newPerson, pension, quote, said } from './stack';
import { desk, type Statement } from './statement';

/** G3.1: each insurance needs its own registration. */
export const registration = async (): Promise<Statement[]> => {
  const unregistered = await newPerson('370102', undefined, false);
  return [
    {
      guide: 'G3.1',
      done: 'quote for a person without pension registration',
      expected: 'not-registered',
      got: async () => said(await quote(desk, unregistered.personId, pension(['2022-05'], '5000.00'))),
    },
    {
      guide: 'G3.4',
      done: 'hotline in GET /guide',
      expected: '12366',
      got: async () => String((await call(undefined, 'GET', '/v1/guide')).body?.hotline?.number),
    },
  ];
};
