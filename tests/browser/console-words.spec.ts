import { channels, districts } from '@canbao/vocabulary';
import { operatorActions, RefundStatus } from '@canbao/contracts';
import { paymentOrderEvents, type SuspenseReason } from '@canbao/domain-payment';
import {
  actionName,
  actorOf,
  causeName,
  channelName,
  districtName,
  explanationOf,
  factOf,
  ownerName,
  proofKinds as proofNames,
  statusName,
} from '@canbao/console/words';
import { caseKinds, caseOwners, proofKinds } from '@canbao/domain-reconciliation';
import { postingEvents } from '@canbao/domain-ledger-sync';

/** All of them: the compiler refuses one that is missing. */
const suspenseReasons: Readonly<Record<SuspenseReason, true>> = {
  'already-paid': true,
  'amount-differs': true,
  'bank-not-in-district': true,
  'items-not-in-quote': true,
  'month-not-paid': true,
  'order-closed': true,
  'order-unknown': true,
  'paid-at-implausible': true,
  'paid-twice': true,
  'quote-expired': true,
  'quote-unknown': true,
  'scheme-changed': true,
  'void-by-reversal': true,
};
const orderStatuses = [
  'open',
  'paid',
  'in-suspense',
  'incomplete',
  'reversed',
  'expired',
  'closed',
  'refunded',
];

describe('what a page calls', () => {
  it.each<[string, readonly string[], (code: string) => string | undefined]>([
    ['what is in suspense', Object.keys(suspenseReasons), causeName],
    ['a case', caseKinds.filter((kind) => kind !== 'other'), causeName],
    ['what is to be done about a case', caseKinds.filter((kind) => kind !== 'other'), explanationOf],
    ['who has to act', caseOwners, ownerName],
    ['a proof', proofKinds, (kind) => proofNames[kind]],
    ['the status of a refund', RefundStatus.options, statusName],
    ['the status of an order', orderStatuses, statusName],
    ['an action', [...operatorActions, 'export-entries'], actionName],
    [
      'a fact of a life',
      [...paymentOrderEvents.declarations, ...postingEvents.declarations].map(({ type }) => type),
      (type) => factOf(type).said,
    ],
    ['a channel', channels, channelName],
    ['a district', districts, districtName],
  ])('%s has a word for every code', (_, codes, word) => {
    const without = codes.filter((code) => /^其他|^需要查明|[a-z]{2}|^$/.test(word(code) ?? ''));
    expect(without).toEqual([]);
  });

  it.each([
    ['bank:ccb:teller-1', { words: '银行柜员 建设银行', signIn: 'teller-1' }],
    ['payer:wechat:payer-1', { words: '缴费人 微信小程序', signIn: 'payer-1' }],
    ['operator:operator-2', { words: '运营', signIn: 'operator-2' }],
    ['day-end', { words: '系统' }],
    ['anyone', { words: '未登录' }],
  ])('somebody who acts, as in %s, is told by role and place', (actor, told) =>
    expect(actorOf(actor)).toEqual(told),
  );
});
