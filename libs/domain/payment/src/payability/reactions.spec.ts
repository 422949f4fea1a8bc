import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { personId } from '../../test/fixtures';
import { payability, reactions, subscriptions } from '../index';

/** The event as it comes from the wire: through its schema. */
const event = (type: ContractEventType, data: object): ContractEvent =>
  ({ type, data: contractEvents[type].data.parse({ personId, ...data }) }) as ContractEvent;

const enrolment = { district: '370102', from: '2022-01-01' };

describe('what registration publishes', () => {
  it.each<readonly [ContractEventType, object, string, object]>([
    [
      'canbao.assessment.BackPayBillOutdated.v1',
      { billId: 'bill-1', months: ['2022-03'], changedAt: '2022-05-18T12:00:00.000+08:00' },
      'BillChangeNoted',
      {
        insurance: 'medical',
        billId: 'bill-1',
        months: ['2022-03'],
        changedAt: '2022-05-18T12:00:00.000+08:00',
      },
    ],
    [
      'canbao.registration.PensionEnrolled.v1',
      { ...enrolment, corrects: '2021-01-01' },
      'EnrolmentNoted',
      { insurance: 'pension', ...enrolment, corrects: '2021-01-01' },
    ],
    [
      'canbao.registration.MedicalEnrolled.v1',
      { ...enrolment, scheme: 'pooled' },
      'EnrolmentNoted',
      { insurance: 'medical', ...enrolment, scheme: 'pooled' },
    ],
    [
      'canbao.registration.PensionEnrolmentEnded.v1',
      { on: '2022-05-10', reason: 'stopped' },
      'EnrolmentEndNoted',
      { insurance: 'pension', on: '2022-05-10' },
    ],
    [
      'canbao.registration.MedicalEnrolmentEnded.v1',
      { on: '2022-05-10', reason: 'retired' },
      'EnrolmentEndNoted',
      { insurance: 'medical', on: '2022-05-31' },
    ],
    [
      'canbao.registration.PensionEnrolmentEnded.v1',
      { on: '2022-05-10', reason: 'death' },
      'EnrolmentEndNoted',
      { insurance: 'pension', on: '2022-05-31' },
    ],
    [
      'canbao.registration.EnrolmentsRestated.v1',
      {
        insurance: 'medical',
        enrolments: [
          { ...enrolment, scheme: 'pooled', until: '2022-02-10', reason: 'stopped' },
          { ...enrolment, from: '2022-04-01', scheme: 'pooled', until: '2022-05-10', reason: 'retired' },
        ],
      },
      'EnrolmentsNoted',
      {
        insurance: 'medical',
        enrolments: [
          { ...enrolment, scheme: 'pooled', until: '2022-02-10' },
          { ...enrolment, from: '2022-04-01', scheme: 'pooled', until: '2022-05-31' },
        ],
      },
    ],
    [
      'canbao.registration.EnrolmentsRestated.v1',
      { insurance: 'pension', enrolments: [{ ...enrolment, until: '2022-05-10', reason: 'left-country' }] },
      'EnrolmentsNoted',
      {
        insurance: 'pension',
        enrolments: [{ ...enrolment, until: '2022-05-10' }],
        left: 'left-country',
      },
    ],
    [
      'canbao.registration.PersonDied.v1',
      { on: '2022-05-10', bureau: 'hrss', revision: 3 },
      'DeathNoted',
      { diedOn: '2022-05-10', revision: 3 },
    ],
    [
      'canbao.registration.DeathWithdrawn.v1',
      { bureau: 'hrss', diedOn: '2022-05-11', revision: 4 },
      'DeathNoted',
      { diedOn: '2022-05-11', revision: 4 },
    ],
    ['canbao.registration.DeathWithdrawn.v1', { bureau: 'hrss' }, 'DeathNoted', {}],
    [
      'canbao.registration.EmployerCoverNoted.v1',
      { insurance: 'medical', from: '2022-04', until: '2022-05', revision: 1 },
      'EmployerCoverNoted',
      { insurance: 'medical', from: '2022-04', until: '2022-05', revision: 1 },
    ],
    [
      'canbao.registration.EmployerCoverWithdrawn.v1',
      { insurance: 'medical', from: '2022-04', revision: 2 },
      'EmployerCoverWithdrawalNoted',
      { insurance: 'medical', from: '2022-04', revision: 2 },
    ],
  ])('is noted: %s', (type, data, factType, fact) =>
    expect(reactions(event(type, data))).toEqual([
      { type: 'NoteFact', fact: { type: factType, data: { personId, ...fact } } },
    ]),
  );
  it('is left aside where it concerns no month', () => {
    expect(reactions(event('canbao.registration.PersonRegistered.v1', {}))).toEqual([]);
    expect(reactions(event('canbao.registration.NameCorrected.v1', { bureau: 'hrss', version: 2 }))).toEqual(
      [],
    );
  });

  it('reaches the decider through the subscriptions, delegations beside it', async () => {
    const handed: unknown[] = [];
    const react = async (published: ContractEvent): Promise<void> => {
      for (const { react: handle } of subscriptions)
        await handle(published, String, async (decider, command, last) => {
          handed.push([decider, command, last]);
        });
    };
    const death = event('canbao.registration.PersonDied.v1', { on: '2022-05-10' });
    await react(death);
    await react(event('canbao.registration.BeneficiaryAdded.v1', { payerId: 'payer-1' }));
    expect(handed).toEqual([
      [payability, reactions(death)[0], true],
      [expect.anything(), { type: 'NoteDelegation', personId, payerId: 'payer-1' }, true],
    ]);
    expect(subscriptions.flatMap(({ topics }) => topics)).toEqual([
      'registration.delegations',
      'registration.events',
      'assessment.bills',
      'assessment.cases',
      'ledger-sync.events',
      'ledger-sync.events',
      'ledger-sync.events',
      'assessment.debits',
    ]);
  });
});
