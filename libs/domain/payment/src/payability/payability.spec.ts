import { day, instant, month, type Instant, type Month } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import type { District, Insurance, Scheme } from '@canbao/vocabulary';
import {
  april,
  may,
  medicalMonth,
  monthClaimed,
  monthFreed,
  orderId,
  orderNoted,
  pensionMonth,
  pensionPaid,
  personId,
} from '../../test/fixtures';
import { payability, type PaymentEvent, type UnpayableReason } from '../index';
import type { RegisteredFact } from './payability.events';

const note = (fact: RegisteredFact) => ({ type: 'NoteFact', fact }) as const;
const march = month('2022-03');

const enrolled = (
  from = '2022-01-01',
  change: { insurance?: Insurance; district?: District; corrects?: string } = {},
): RegisteredFact => {
  const { insurance = 'pension', district = '370102', corrects } = change;
  const corrected = corrects === undefined ? {} : { corrects: day(corrects) };
  return {
    type: 'EnrolmentNoted',
    data: { personId, insurance, district, from: day(from), ...corrected },
  };
};
const ended = (on: string, insurance: Insurance = 'pension'): RegisteredFact => ({
  type: 'EnrolmentEndNoted',
  data: { personId, insurance, on: day(on) },
});
const restated = (until: string): RegisteredFact => ({
  type: 'EnrolmentsNoted',
  data: {
    personId,
    insurance: 'pension',
    enrolments: [{ district: '370102', from: day('2022-01-01'), until: day(until) }],
  },
});
const died = (diedOn: string | undefined, revision?: number): RegisteredFact => ({
  type: 'DeathNoted',
  data: {
    personId,
    ...(diedOn === undefined ? {} : { diedOn: day(diedOn) }),
    ...(revision === undefined ? {} : { revision }),
  },
});
const covered = (
  from: Month,
  change: { until?: Month; insurance?: Insurance; revision?: number } = {},
): RegisteredFact => ({
  type: 'EmployerCoverNoted',
  data: { personId, insurance: 'pension', from, ...change },
});
const uncovered = (from: Month, revision: number): RegisteredFact => ({
  type: 'EmployerCoverWithdrawalNoted',
  data: { personId, insurance: 'pension', from, revision },
});
const closed = (because: UnpayableReason, n = 1): PaymentEvent => ({
  type: 'OrderClosed',
  data: { personId, orderId: orderId(n), because },
});
const order = (n = 1) => `order-${orderId(n)}`;
const heldOrder = [
  orderNoted(1, 'pension', april, may),
  on(pensionMonth(april), monthClaimed(1, 'pension', april)),
  on(pensionMonth(may), monthClaimed(1, 'pension')),
];

describe('an open order', () => {
  it.each<readonly [string, RegisteredFact, UnpayableReason]>([
    ['a death before its last month', died('2022-04-30'), 'person-deceased'],
    ["an employer's cover of its first month alone", covered(april, { until: april }), 'covered-by-employer'],
    ["an employer's cover without an end", covered(march), 'covered-by-employer'],
    ['an end before the day of its quote', ended('2022-05-17'), 'not-registered'],
    ['an end before its first month', ended('2022-03-31'), 'not-registered'],
    ['enrolments told anew that end before it', restated('2022-03-31'), 'not-registered'],
    [
      'a first day put right to after its quote',
      enrolled('2022-06-01', { corrects: '2022-01-01' }),
      'not-registered',
    ],
    ['a move before its quote', enrolled('2022-05-18', { district: '370112' }), 'district-changed'],
    [
      'a district put right',
      enrolled('2022-01-01', { district: '370112', corrects: '2022-01-01' }),
      'district-changed',
    ],
  ])('is closed by %s, and releases its months', (_, fact, because) =>
    given(payability, enrolled(), ...heldOrder)
      .when(note(fact))
      .then(
        fact,
        on(order(), closed(because)),
        on(pensionMonth(april), monthFreed(1, 'pension', april)),
        on(pensionMonth(may), monthFreed(1, 'pension')),
      ),
  );

  it.each<readonly [string, RegisteredFact]>([
    ['a death in its last month', died('2022-05-01')],
    ['cover of another month', covered(march, { until: march })],
    ['cover of a later month', covered(month('2022-06'))],
    ['cover for the other insurance', covered(march, { insurance: 'medical' })],
    ['an end on the day of its quote', ended('2022-05-18')],
    ['an end of the other insurance', ended('2022-01-31', 'medical')],
    ['a first day put right to an earlier one', enrolled('2021-01-01', { corrects: '2022-01-01' })],
    ['a first day put right within the year', enrolled('2022-05-01', { corrects: '2022-01-01' })],
    ['a move tomorrow', enrolled('2022-05-19', { district: '370112' })],
    ['an enrolment in the other insurance', enrolled('2022-05-01', { insurance: 'medical' })],
  ])('is left open by %s', (_, fact) =>
    given(payability, enrolled(), ...heldOrder)
      .when(note(fact))
      .then(fact),
  );

  it('for a month whose bill has changed since its quote is closed, and one that was quoted after is not', () => {
    const changed = (changedAt: Instant): RegisteredFact => ({
      type: 'BillChangeNoted',
      data: { personId, insurance: 'medical', billId: 'bill-1', months: [march], changedAt },
    });
    const past = [enrolled('2022-01-01', { insurance: 'medical' }), orderNoted(1, 'medical', march)];
    const [before, after] = ['2022-05-18T10:00:00+08:00', '2022-05-18T23:00:00+08:00'].map(instant);
    given(payability, ...past)
      .when(note(changed(after as Instant)))
      .then(
        changed(after as Instant),
        on(order(), closed('bill-changed')),
        on(medicalMonth(march), monthFreed(1, 'medical', march)),
      );
    given(payability, ...past)
      .when(note(changed(before as Instant)))
      .then(changed(before as Instant));
    given(payability, ...past, changed(after as Instant))
      .when(note(changed(before as Instant)))
      .thenNothing();
  });
  it('of the other insurance stays open when a bill changes', () => {
    const fact: RegisteredFact = {
      type: 'BillChangeNoted',
      data: {
        personId,
        insurance: 'medical',
        billId: 'bill-1',
        months: [april],
        changedAt: instant('2022-05-18T23:00:00+08:00'),
      },
    };
    given(payability, enrolled(), ...heldOrder)
      .when(note(fact))
      .then(fact);
  });

  it('is closed once', () =>
    given(payability, enrolled(), ...heldOrder, on(order(), closed('covered-by-employer')))
      .when(note(died('2022-03-31')))
      .then(died('2022-03-31')));
  it('keeps what a counter has been paid for, and what another order holds', () =>
    given(
      payability,
      enrolled(),
      ...heldOrder,
      on(pensionMonth(april), pensionPaid(8, april, { endsClaimOf: orderId(1) })),
      on(pensionMonth(may), monthClaimed(9, 'pension')),
    )
      .when(note(died('2022-03-31')))
      .then(died('2022-03-31'), on(order(), closed('person-deceased'))));
  it('is closed beside the orders of other months and of the other insurance', () =>
    given(
      payability,
      enrolled(),
      enrolled('2022-01-01', { insurance: 'medical' }),
      orderNoted(1, 'pension', april),
      orderNoted(2, 'pension', may),
      orderNoted(3, 'medical', may),
    )
      .when(note(died('2022-04-30')))
      .then(
        died('2022-04-30'),
        on(order(2), closed('person-deceased', 2)),
        on(pensionMonth(may), monthFreed(2, 'pension')),
        on(order(3), closed('person-deceased', 3)),
        on(medicalMonth(may), monthFreed(3, 'medical')),
      ));
  it('for a billed month stays open after the end of the enrolment', () =>
    given(payability, enrolled('2022-01-01', { insurance: 'medical' }), orderNoted(1, 'medical', march))
      .when(note(ended('2022-02-28', 'medical')))
      .then(ended('2022-02-28', 'medical')));
  it('stays open after a change of scheme, and is closed by an end that is told after it', () => {
    const underScheme = (scheme: Scheme, from: string): RegisteredFact => ({
      type: 'EnrolmentNoted',
      data: { personId, insurance: 'medical', district: '370102', scheme, from: day(from) },
    });
    const past = [underScheme('pooled', '2022-01-01'), orderNoted(1, 'medical', may)];
    given(payability, ...past)
      .when(note(underScheme('with-account', '2022-05-10')))
      .then(underScheme('with-account', '2022-05-10'));
    given(payability, ...past, underScheme('with-account', '2022-05-10'))
      .when(note(ended('2022-05-17', 'medical')))
      .then(
        ended('2022-05-17', 'medical'),
        on(order(), closed('not-registered')),
        on(medicalMonth(may), monthFreed(1, 'medical')),
      );
  });
  it('is judged by what held on the day of its quote, whatever has been noted before', () =>
    given(payability, enrolled(), ended('2022-05-17'), {
      type: 'OrderNoted',
      data: {
        personId,
        orderId: orderId(1),
        insurance: 'pension',
        district: '370102',
        months: [april],
        quotedAt: instant('2022-05-16T10:00:00.000+08:00'),
      },
    })
      .when(note(ended('2022-05-16')))
      .then(ended('2022-05-16')));
});

describe('a fact', () => {
  it.each([enrolled(), ended('2022-04-30'), died('2022-05-02'), covered(may)])('is noted once', (fact) =>
    given(payability, enrolled('2021-01-01')).when(note(fact)).then(fact),
  );
  it('that has been withdrawn already closes nothing', () => {
    given(payability, enrolled(), ...heldOrder, died(undefined, 2))
      .when(note(died('2022-03-31', 1)))
      .thenNothing();
    given(payability, enrolled(), ...heldOrder, uncovered(march, 4))
      .when(note(covered(march, { revision: 3 })))
      .thenNothing();
    given(payability, enrolled(), ...heldOrder, died(undefined, 2))
      .when(note(died('2022-03-31')))
      .thenNothing();
  });
  it('that is withdrawn makes the months payable again', () => {
    given(payability, enrolled(), died('2022-03-31', 1), covered(march, { revision: 2 }))
      .when(note(died(undefined, 3)))
      .then(died(undefined, 3));
    given(
      payability,
      enrolled(),
      died('2022-03-31', 1),
      died(undefined, 2),
      covered(march, { revision: 3 }),
      uncovered(march, 4),
      ...heldOrder,
    )
      .when(note(enrolled('2021-12-01')))
      .then(enrolled('2021-12-01'));
  });
});
