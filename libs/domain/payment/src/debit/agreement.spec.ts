import { day, month } from '@canbao/calendar';
import { on, type Placed } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import type { Condition } from '@canbao/rules';
import { debitAgreement } from '..';
import { noon, person, personId } from '../../test/fixtures';
import type { RegisteredFact } from '../payability/payability.events';
import { account, agreementId, signed, stopped, terms, verified } from '../../test/debits';
import type { ChangeAgreement, SignAgreement } from './agreement';

const sign: SignAgreement = { type: 'SignAgreement', ...terms, at: noon };
const other: SignAgreement = { ...sign, agreementId: 'another', insurances: ['medical'] };
const change: ChangeAgreement = { ...sign, type: 'ChangeAgreement', protocolNo: 'next' };
const answer = {
  type: 'NoteVerification',
  personId,
  agreementId,
  protocolNo: terms.protocolNo,
  at: noon,
} as const;
const differs = { because: 'agreement-differs', said: '24009' } as const;
const named = { personId, agreementId };

const known = (fact: RegisteredFact): Placed<RegisteredFact> => on(person, fact);
const [pension, medical] = (['pension', 'medical'] as const).map((insurance) =>
  known({
    type: 'EnrolmentNoted',
    data: { personId, insurance, district: '370102', from: day('2022-01-01') },
  }),
) as [Placed<RegisteredFact>, Placed<RegisteredFact>];
const enrolled = [pension, medical];
const left = (insurance: 'pension' | 'medical', on: string): Placed<RegisteredFact> =>
  known({ type: 'EnrolmentEndNoted', data: { personId, insurance, on: day(on) } });
const job = (from: string): Placed<RegisteredFact> =>
  known({
    type: 'EmployerCoverNoted',
    data: { personId, insurance: 'pension', from: month(from), revision: 1 },
  });
const died = (on: string | undefined, revision: number): Placed<RegisteredFact> =>
  known({
    type: 'DeathNoted',
    data: { personId, ...(on === undefined ? {} : { diedOn: day(on) }), revision },
  });

describe('an agreement (三方协议)', () => {
  it('is signed and waits for the bank', () =>
    given(debitAgreement, ...enrolled)
      .when(sign)
      .then({ type: 'DebitAgreementSigned', data: { ...terms, signedAt: noon } }));
  it('is one for each insurance, until it is stopped', () => {
    given(debitAgreement, ...enrolled, signed)
      .when(other)
      .thenRejected('debit-agreement-exists', { agreementId });
    given(debitAgreement, ...enrolled, signed, verified, stopped)
      .when(other)
      .thenEvents({
        type: 'DebitAgreementSigned',
        data: { ...terms, agreementId: 'another', insurances: ['medical'], signedAt: noon },
      });
  });
  it('counts once the bank has the same', () =>
    given(debitAgreement, ...enrolled, signed)
      .when(answer)
      .then({
        type: 'DebitAgreementVerified',
        data: { ...named, protocolNo: terms.protocolNo, verifiedAt: noon },
      }));
  it('that differs at the bank is refused, and no longer in the way of another', () => {
    const refused = {
      type: 'DebitAgreementRefused',
      data: { ...named, protocolNo: terms.protocolNo, ...differs, refusedAt: noon },
    } as const;
    given(debitAgreement, ...enrolled, signed)
      .when({ ...answer, refused: differs })
      .then(refused);
    expect(given(debitAgreement, ...enrolled, signed, refused).when(other).outcome).toMatchObject({
      accepted: true,
    });
  });
  it('with another account has a new number, and waits for the bank again', () => {
    const changed = { ...change, account: { ...account, digest: 'd2' } };
    const { payerId: _, ...data } = terms;
    given(debitAgreement, ...enrolled, signed, verified)
      .when(changed)
      .then({
        type: 'DebitAgreementChanged',
        data: { ...data, protocolNo: 'next', account: changed.account, changedAt: noon },
      });
  });
  it('with the same terms stays as it is', () =>
    given(debitAgreement, ...enrolled, signed, verified)
      .when(change)
      .thenNothing());
  it('is not confirmed by an answer about former terms', () =>
    given(debitAgreement, ...enrolled, signed)
      .when({ ...answer, protocolNo: 'former' })
      .thenNothing());
  it.each([
    ['no-agreement', 'agreement-differs'],
    ['account-closed', 'account-closed'],
    ['account-not-found', 'account-not-found'],
    ['holder-differs', 'holder-differs'],
  ] as const)('under which the bank debits nothing (%s) has ended there', (because, told) => {
    const note = { ...answer, type: 'NoteRefusedDebit', because, said: '24009' } as const;
    given(debitAgreement, ...enrolled, signed, verified)
      .when(note)
      .then({
        type: 'DebitAgreementRefused',
        data: {
          ...named,
          protocolNo: terms.protocolNo,
          because: told,
          said: '24009',
          refusedAt: noon,
        },
      });
    given(debitAgreement, ...enrolled, signed, verified)
      .when({ ...note, protocolNo: 'former' })
      .thenNothing();
    given(debitAgreement, ...enrolled, signed)
      .when(note)
      .thenNothing();
    given(debitAgreement, ...enrolled, signed, verified, stopped)
      .when(note)
      .thenNothing();
  });
  it.each(['insufficient-funds', 'account-frozen', 'refused-by-bank'] as const)(
    'stays in force when a debit fails for a time: %s',
    (because) =>
      given(debitAgreement, ...enrolled, signed, verified)
        .when({ ...answer, type: 'NoteRefusedDebit', because, said: '24003' })
        .thenNothing(),
  );
  it.each(['ChangeAgreement', 'StopAgreement'] as const)('%s is for the payer who signed it', (type) =>
    given(debitAgreement, ...enrolled, signed)
      .when({ ...change, type, payerId: 'stranger' } as ChangeAgreement)
      .thenRejected('debit-agreement-not-found'),
  );
  it('is stopped once, and not changed afterwards', () => {
    const stop = { type: 'StopAgreement', ...named, payerId: 'payer-1', at: noon } as const;
    given(debitAgreement, ...enrolled, signed, verified)
      .when(stop)
      .then(stopped);
    given(debitAgreement, ...enrolled, signed, stopped)
      .when(change)
      .thenRejected('debit-agreement-stopped');
  });

  const beginsIn = (on: string): Placed<RegisteredFact> =>
    known({
      type: 'EnrolmentNoted',
      data: { personId, insurance: 'pension', district: '370102', from: day(on) },
    });
  // On 2022-05-18, for both insurances.
  it.each<[string, Placed<RegisteredFact>[], string[]]>([
    ['is enrolled in both', enrolled, []],
    ['was never registered for medical', [pension], ['medical not-registered']],
    ['is nobody that payment knows', [], ['pension not-registered', 'medical not-registered']],
    ['is enrolled from a later day on', [beginsIn('2022-07-01'), medical], []],
    [
      'died last month',
      [...enrolled, died('2022-04-30', 1)],
      ['pension person-deceased', 'medical person-deceased'],
    ],
    ['died this month, which is still debited', [...enrolled, died('2022-05-02', 1)], []],
    ['was reported dead by mistake', [...enrolled, died('2022-04-30', 1), died(undefined, 2)], []],
    ['retired last month', [...enrolled, left('pension', '2022-04-30')], ['pension not-registered']],
    ['retires at the end of this month', [...enrolled, left('pension', '2022-05-31')], []],
    ['stopped within this month', [...enrolled, left('medical', '2022-05-10')], ['medical not-registered']],
    ['came back after a stop', [...enrolled, left('pension', '2022-03-31'), beginsIn('2022-05-01')], []],
    ['has a job', [...enrolled, job('2022-05')], ['pension covered-by-employer']],
    ['takes a job next month', [...enrolled, job('2022-06')], []],
    [
      'has moved to another district',
      [
        ...enrolled,
        known({
          type: 'EnrolmentNoted',
          data: { personId, insurance: 'pension', district: '370112', from: day('2022-05-01') },
        }),
      ],
      [],
    ],
    [
      'has changed the scheme',
      [
        ...enrolled,
        known({
          type: 'EnrolmentNoted',
          data: {
            personId,
            insurance: 'medical',
            district: '370102',
            scheme: 'with-account',
            from: day('2022-05-01'),
          },
        }),
      ],
      [],
    ],
  ])('of somebody who %s is signed and changed as the batch would debit', (_, facts, refused) => {
    const outcomes = [
      given(debitAgreement, ...facts).when(sign).outcome,
      given(debitAgreement, ...facts, signed, verified).when({ ...change, bank: 'icbc' }).outcome,
    ];
    const told = outcomes.map((outcome) =>
      outcome.accepted
        ? []
        : [
            outcome.reason,
            ...(outcome.details['conditions'] as Condition[]).map(
              ({ code, details }) => `${String(details?.['insurance'])} ${code}`,
            ),
          ],
    );
    const expected = refused.length === 0 ? [] : ['nothing-to-debit', ...refused];
    expect(told).toEqual([expected, expected]);
  });
  it('of somebody dead is stopped, and for the insurance that goes on it is changed', () => {
    const stop = { type: 'StopAgreement', ...named, payerId: 'payer-1', at: noon } as const;
    given(debitAgreement, ...enrolled, died('2022-03-01', 1), signed, verified)
      .when(stop)
      .then(stopped);
    const { payerId: _, ...data } = terms;
    given(debitAgreement, ...enrolled, left('pension', '2022-03-31'), signed, verified)
      .when({ ...change, insurances: ['medical'] })
      .then({
        type: 'DebitAgreementChanged',
        data: { ...data, insurances: ['medical'], protocolNo: 'next', changedAt: noon },
      });
  });
});
