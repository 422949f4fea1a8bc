import { day, instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import type { AgreementEvent } from '../debit/agreement.events';
import type { PayabilityEvent } from '../payability/payability.events';
import { againstErasure, erasure, type Erasure, type MoneyOf } from './erasure';
import type { ErasureEvent } from './erasure.events';

const personId = '10000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T10:00:00+08:00');
const none: MoneyOf = { openOrders: [], held: [], refunds: [], debits: [] };
const paid: MoneyOf = { ...none, lastMovedOn: day('2022-05-01') };
const requested: ErasureEvent = { type: 'ErasureRequested', data: { personId, by: 'payer:wechat:1', at } };
const restricted: ErasureEvent = {
  type: 'ProcessingRestricted',
  data: { personId, keptUntil: day('2052-12-31'), at },
};
const decided: ErasureEvent = { type: 'ErasureDecided', data: { personId, at } };
const erased: ErasureEvent = { type: 'PersonErased', data: { personId, at } };
const ask = { type: 'RequestErasure', personId, by: 'payer:wechat:1', at } as const;
const decide = (money: MoneyOf, now = at) => ({ type: 'DecideErasure', personId, money, at: now }) as const;
const complete = { type: 'CompleteErasure', personId, at } as const;

const enrolled: PayabilityEvent = {
  type: 'EnrolmentNoted',
  data: { personId, insurance: 'pension', district: '370102', from: day('2020-01-01') },
};
const left: PayabilityEvent = {
  type: 'EnrolmentEndNoted',
  data: { personId, insurance: 'pension', on: day('2022-04-30') },
};
const died: PayabilityEvent = { type: 'DeathNoted', data: { personId, diedOn: day('2022-05-01') } };
const signed: AgreementEvent = {
  type: 'DebitAgreementSigned',
  data: {
    personId,
    agreementId: 'a-1',
    payerId: 'payer-1',
    insurances: ['pension'],
    bank: 'ccb',
    protocolNo: '1',
    account: { last4: '1234', digest: 'd' },
    signedAt: at,
  },
};
const stopped: AgreementEvent = {
  type: 'DebitAgreementStopped',
  data: { personId, agreementId: 'a-1', stoppedAt: at },
};
const after = (...events: readonly object[]): Erasure =>
  events.reduce<Erasure>((state, event) => erasure.evolve(state, event as ErasureEvent), erasure.initial);
const codesAgainst = (state: Erasure, money: MoneyOf = none): string[] =>
  againstErasure(state, money, at).map(({ code }) => code);

describe('an erasure', () => {
  it('is asked for once', () => given(erasure).when(ask).then(requested));
  it('is asked for in vain by whom it was decided for', () => given(erasure, decided).when(ask).then());
  it('is decided where nothing was ever paid', () =>
    given(erasure, requested).when(decide(none)).then(decided));
  it('is put off where the law has a payment kept, once', () =>
    given(erasure, requested).when(decide(paid)).then(restricted));
  it('is decided on the day after, and not on the last day', () => {
    given(erasure, restricted)
      .when(decide(paid, instant('2052-12-31T23:59:59+08:00')))
      .then();
    const next = instant('2053-01-01T00:00:00+08:00');
    given(erasure, restricted)
      .when(decide(paid, next))
      .then({ type: 'ErasureDecided', data: { personId, at: next } });
  });
  it('is said to be done once it was decided, and once', () => {
    given(erasure, decided).when(complete).then(erased);
    given(erasure, restricted).when(complete).then();
    given(erasure, decided, erased).when(decide(none)).then();
  });
  it('is refused with everything that stands in the way', () => {
    const money = {
      openOrders: ['o'],
      held: ['l'],
      refunds: ['r'],
      debits: ['i'],
      lastMovedOn: day('2022-05-01'),
    };
    expect(codesAgainst(after(enrolled, signed), money)).toEqual([
      'erasure-still-insured',
      'erasure-debit-agreement',
      'erasure-debit-open',
      'erasure-order-open',
      'erasure-refund-open',
      'erasure-money-held',
    ]);
    const outcome = erasure.decide(decide(money), after(enrolled, signed));
    expect(outcome).toMatchObject({ accepted: false, reason: 'erasure-not-possible' });
  });
});

describe('what stands in the way of an erasure', () => {
  it('is being insured, today or later; not for the dead', () => {
    expect(codesAgainst(after(enrolled))).toEqual(['erasure-still-insured']);
    expect(codesAgainst(after(enrolled, left))).toEqual([]);
    expect(codesAgainst(after(enrolled, died))).toEqual([]);
  });
  it('is an agreement until it is stopped', () => {
    expect(codesAgainst(after(signed))).toEqual(['erasure-debit-agreement']);
    expect(codesAgainst(after(signed, stopped))).toEqual([]);
  });
});

it('whoever is insured again is restricted no longer, and may ask again', () => {
  const again = erasure.decide(ask, after(restricted, enrolled));
  expect(again).toMatchObject({ accepted: true, events: [{ event: requested }] });
  expect(erasure.decide(ask, after(restricted, enrolled, left))).toMatchObject({ events: [] });
});
