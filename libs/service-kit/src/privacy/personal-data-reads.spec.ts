import { allOperations, legalGrounds, operation, purposes, purposeNames } from '@canbao/contracts';
import { requestIdOf } from '../http/request-id';
import { PersonalDataRead, personalDataReads } from './personal-data-read';
import { readingFor, readingOfJob, Recorded } from './personal-data-reads';
import { z } from 'zod';

const written = {
  id: 'spec',
  service: 'registration',
  method: 'GET',
  path: '/spec',
  roles: ['payer'],
  status: 200,
  summary: 'A call of this spec.',
  reply: z.undefined(),
} as const;
const input = {
  caller: { role: 'bank', bank: 'ccb', subject: 'teller-1' },
  reply: { request: { id: 'request-1' } },
} as unknown as Parameters<typeof readingFor>[1];

describe('a reading of personal data', () => {
  it('takes its purpose from the call, and says who called, through which channel, and in which request', () =>
    expect(readingFor(operation({ ...written, reads: 'paper' }), input)).toEqual({
      purpose: 'paper',
      actor: 'bank:ccb:teller-1',
      operation: 'spec',
      requestId: 'request-1',
    }));

  it('cannot be made for a call without a purpose, nor for one that is not in the list', () => {
    // @ts-expect-error: a call that does not say why it reads
    readingFor(operation(written), input);
    // @ts-expect-error: no such purpose
    operation({ ...written, reads: 'curiosity' });
    // @ts-expect-error: no such purpose
    expect(readingOfJob('spec', 'curiosity').operation).toBe('spec');
  });

  it('has one event for each value that is opened, which says nothing of the value', () => {
    const why = { purpose: 'correction', operation: 'correctName', requestId: 'r', reason: 'ticket-1' };
    const reading = {
      readingId: 'r-1',
      personId: 'p-1',
      fields: ['name', 'name', 'id-number'],
      why,
    } as const;
    expect(personalDataReads.decide(reading, undefined)).toMatchObject({
      accepted: true,
      events: reading.fields.map((field) => ({
        event: PersonalDataRead({ personId: 'p-1', field, ...why }),
      })),
    });
  });

  it.each([
    ['another field', [{ personId: 'p-1', field: 'id-number' }]],
    ['another person', [{ personId: 'p-2', field: 'name' }]],
    [
      'one value more',
      [
        { personId: 'p-1', field: 'name' },
        { personId: 'p-1', field: 'name' },
      ],
    ],
  ] as const)('opens nothing that it has not recorded: %s', (_, opened) => {
    const recorded = new Recorded([{ personId: 'p-1', field: 'name' }]);
    expect(() => opened.forEach((value) => recorded.use(value))).toThrow('whose reading is not recorded');
  });
});

describe('the purposes', () => {
  it.each(purposeNames)('rest on an article of the law, with its address: %s', (name) => {
    const { why, words, ground } = purposes[name];
    const { article, words: law, address } = legalGrounds[ground];
    expect(why).toMatch(/^[A-Z].*\.$/);
    expect(words).toMatch(/\p{Script=Han}/u);
    expect(article).toMatch(/^第.+条/);
    expect(law.length).toBeGreaterThan(5);
    expect(new URL(address).host).toBe('www.npc.gov.cn');
  });

  it('are named by the calls that read', () =>
    expect(
      Object.fromEntries(
        allOperations.filter(({ reads }) => reads !== undefined).map(({ id, reads }) => [id, reads]),
      ),
    ).toMatchObject({
      registerPerson: 'registration',
      addBeneficiary: 'match',
      listBeneficiaries: 'own-list',
      holderName: 'paper',
      maskedHolderName: 'paper-check',
      correctName: 'correction',
      correctIdentityNumber: 'correction',
      redirectRefund: 'refund-to-card',
    }));
});

describe('the number of a request', () => {
  const given = '0b0e7a7e-4d6b-4b1a-9e49-3f8f3a0c1a11';
  it('is the one that the portal gave', () =>
    expect(requestIdOf({ headers: { 'x-request-id': given } })).toBe(given));
  it.each([
    ['a text', 'somebody'],
    ['nothing', undefined],
    ['two', [given, given]],
  ])('is one of our own where the header has %s', (_, header) => {
    const id = requestIdOf({ headers: { 'x-request-id': header } as never });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(id).not.toBe(header);
  });
});
