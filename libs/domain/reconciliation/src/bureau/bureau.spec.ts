import { instant, month } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import {
  bureauAnswer,
  bureauDifferenceOf,
  bureauReactions,
  type BureauEvent,
  type HeldByBureau,
  type NoteBureauAnswer,
  type OfFund,
} from '../index';

const personId = '10000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T12:00:00.000+08:00');
const about = { personId, insurance: 'pension', month: month('2022-05'), at } as const;
const note = (answer: NoteBureauAnswer['answer'], change: object = {}): NoteBureauAnswer => ({
  type: 'NoteBureauAnswer',
  ...about,
  answer,
  ...change,
});
const noted = (answer: NoteBureauAnswer['answer'], change: object = {}): BureauEvent => ({
  type: 'BureauAnswered',
  data: { ...about, answer, ...change },
});

describe("a bureau's answer", () => {
  it('is noted once', () => {
    given(bureauAnswer)
      .when(note('posted', { bureauReceiptNo: 'RS1' }))
      .then(noted('posted', { bureauReceiptNo: 'RS1' }));
    given(bureauAnswer, noted('refused', { reason: '已停保' }))
      .when(note('refused', { reason: '已停保' }))
      .thenNothing();
  });
  it('that is another one is noted as well: nothing is overwritten', () =>
    given(bureauAnswer, noted('refused', { reason: '已停保' }))
      .when(note('posted'))
      .then(noted('posted')));

  it.each<[string, ContractEvent, readonly NoteBureauAnswer[]]>([
    [
      'a pension month that is booked, with the amount',
      {
        type: 'canbao.ledger-sync.PensionMonthPosted.v1',
        data: {
          personId,
          month: about.month,
          bureauReceiptNo: 'RS1',
          bookedTotal: yuan('1000.00'),
          postedAt: at,
        },
      },
      [note('posted', { bureauReceiptNo: 'RS1', amount: yuan('1000.00') })],
    ],
    [
      'a bundle of a bureau that does not say how much',
      {
        type: 'canbao.ledger-sync.BundlePosted.v1',
        data: { personId, bundleId: 'b', month: about.month, bureauReceiptNo: 'YB1', postedAt: at },
      },
      [note('posted', { insurance: 'medical', bureauReceiptNo: 'YB1' })],
    ],
    [
      'a refusal',
      {
        type: 'canbao.ledger-sync.PostingRefused.v1',
        data: { personId, insurance: 'pension', month: about.month, reason: '已停保', refusedAt: at },
      },
      [note('refused', { reason: '已停保' })],
    ],
    [
      'a reversal',
      {
        type: 'canbao.ledger-sync.PostingReversed.v1',
        data: { personId, insurance: 'pension', month: about.month, reversedAt: at },
      },
      [note('reversed')],
    ],
    [
      'an addition that is booked',
      {
        type: 'canbao.ledger-sync.TrueUpPosted.v1',
        data: {
          personId,
          month: about.month,
          bureauReceiptNo: 'RS2',
          bookedTotal: yuan('46.80'),
          postedAt: at,
        },
      },
      [note('posted', { item: 'pension-true-up', bureauReceiptNo: 'RS2', amount: yuan('46.80') })],
    ],
    [
      'the refusal of an addition',
      {
        type: 'canbao.ledger-sync.TrueUpRefused.v1',
        data: { personId, month: about.month, reason: '已停保', refusedAt: at },
      },
      [note('refused', { item: 'pension-true-up', reason: '已停保' })],
    ],
    [
      'an addition that was taken out',
      {
        type: 'canbao.ledger-sync.TrueUpUnposted.v1',
        data: { personId, month: about.month, was: 'reversed', unpostedAt: at },
      },
      [note('reversed', { item: 'pension-true-up' })],
    ],
    [
      'that a refund is asked for, which is no answer',
      {
        type: 'canbao.ledger-sync.RefundRequested.v1',
        data: { personId, insurance: 'pension', month: about.month, requestedAt: at },
      },
      [],
    ],
  ])('is read from %s', (_, event, commands) => expect(bureauReactions(event)).toEqual(commands));
});

describe('a month of a fund beside its bureau', () => {
  const fund: OfFund = { amount: yuan('1000.00'), isGone: false };
  const gone: OfFund = { ...fund, isGone: true };
  const posted: HeldByBureau = { answer: 'posted', amount: yuan('1000.00') };
  const fenMore: HeldByBureau = { answer: 'posted', amount: yuan('1000.01') };

  it.each<[string, HeldByBureau | undefined, OfFund | undefined, boolean, string | undefined]>([
    ['is carried until the answer is due', undefined, fund, false, undefined],
    ['has no answer in time', undefined, fund, true, 'bureau-missing'],
    ['agrees', posted, fund, true, undefined],
    ['agrees with a bureau that does not say how much', { answer: 'posted' }, fund, true, undefined],
    ['of one fen more', fenMore, fund, false, 'bureau-amount'],
    ['that the bureau refuses', { answer: 'refused' }, fund, false, 'bureau-refused'],
    ['that the bureau took out by itself', { answer: 'reversed' }, fund, false, 'bureau-conflict'],
    ['that has gone back, and the bureau is still taking it out', posted, gone, false, undefined],
    ['that has gone back, and the bureau keeps', posted, gone, true, 'bureau-conflict'],
    ['that has gone back on both sides', { answer: 'reversed' }, gone, true, undefined],
    ['that was refused and has gone back', { answer: 'refused' }, gone, true, undefined],
    ['that has gone back before the bureau had it', undefined, gone, true, undefined],
    ['that the bureau has and nobody paid', posted, undefined, true, 'bureau-conflict'],
    ['that neither has', undefined, undefined, true, undefined],
  ])('%s', (_, bureau, own, isDue, expected) =>
    expect(bureauDifferenceOf(bureau, own, isDue)).toBe(expected),
  );
});
