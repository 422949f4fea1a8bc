import { dayOf } from '@canbao/calendar';
import { accountEvents, type AccountEvent } from '@canbao/domain-assessment';
import { paymentOrderEvents, type PaymentEvent } from '@canbao/domain-payment';
import { personEvents, type PersonEvent } from '@canbao/domain-registration';
import { itemsIn } from './debits/debit-books';
import type { History } from './history';
import { isReceipt } from './orders';
import { runsIn } from './true-ups/true-up-job';
import type { World } from './world';

/** How often what the clients mean to play has really come about, by name. */
export const deedsOf = (world: World, { deeds }: History): Record<string, number> => {
  const counts = new Map(deeds);
  const add = (deed: string, times: number): void => {
    counts.set(deed, (counts.get(deed) ?? 0) + times);
  };
  const count = (deed: string): void => add(deed, 1);
  const { registration, assessment, payment } = world.tables;
  countRegistrations(registration.log.filter(personEvents.has), count);
  countAccounts(assessment.log.filter(accountEvents.has), count);
  countPayments(payment.log.filter(paymentOrderEvents.has), count);
  for (const { status, wasUnknown, leftOutBecause } of itemsIn(payment)) {
    count(`debit: ${status}`);
    if (wasUnknown) count('debit: unknown, then known');
    if (leftOutBecause !== undefined) count(`debit left out: ${leftOutBecause}`);
  }
  for (const { type } of world.tables['ledger-sync'].log)
    if (answerDeeds[type] !== undefined) count(answerDeeds[type]);
  for (const { deaths, rewinds } of world.readers) {
    add('bureau died', deaths);
    add('bureau read again from long ago', rewinds);
  }
  for (const { sums } of runsIn(payment))
    for (const because of Object.keys(sums?.leftOut ?? {})) count(`true-up left out: ${because}`);
  return Object.fromEntries(counts);
};

const answerDeeds: Readonly<Record<string, string>> = {
  AnswerKept: 'answer came before its event, or after its money',
  ContradictionNoted: 'answer contradicts an earlier one',
  BureauAnswerParked: 'answer that is none',
  ReversalRefused: 'reversal refused',
  ReversalRequestedAgain: 'reversal asked for again',
};

const countRegistrations = (events: readonly PersonEvent[], count: (deed: string) => void): void => {
  const dead = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'EmployerCoverNoted') count('cover noted');
    if (type === 'EmployerCoverWithdrawn') count('cover withdrawn');
    if (type === 'DeathWithdrawn') count('death withdrawn');
    if (type === 'NameCorrected') count('name corrected');
    if (type === 'MedicalEnrolled' && data.corrects !== undefined) count('enrolment corrected');
    if (type !== 'PersonDied') continue;
    count(dead.has(data.personId) ? 'death moved' : 'death recorded');
    dead.add(data.personId);
  }
};

const countAccounts = (events: readonly AccountEvent[], count: (deed: string) => void): void => {
  for (const { type, data } of events) {
    if (type === 'BillPushed') count('bill pushed');
    if (type === 'BillReplaced') count('bill sent anew');
    if (type === 'BillWithdrawn') count('bill withdrawn');
    if (type === 'BillOutdated') count('bill outdated');
    if (type === 'RefundCaseOpened') count(`refund case: ${data.because}`);
    if (type === 'RefundCaseClosed') count('refund case closed');
  }
};

const countPayments = (events: readonly PaymentEvent[], count: (deed: string) => void): void => {
  const paidOn = new Map(events.filter(isReceipt).map(({ data }) => [data.orderId, dayOf(data.paidAt)]));
  for (const { type, data } of events) {
    if (type === 'SuspenseResolved') count(`suspense left: ${data.way}`);
    if (type === 'SecondPaymentNoted') count('order paid twice');
    if (type === 'OrderPlaced') count('order placed');
    if (type === 'ChannelOrderEnded') count('order ended at its channel');
    if ('because' in data && !['Refund', 'Resolved', 'Closing'].some((part) => type.includes(part)))
      count(`${type === 'OrderClosed' ? 'order' : 'suspense'}: ${data.because}`);
    if (type === 'PaymentCaptured' && data.inSuspense !== undefined) count('settled in part');
    if (type === 'BundlePartReceived' && data.missing.join() === 'late-fee') count('late fee left out');
    if (type === 'BundleSettled' && data.items.some(({ orderId }) => orderId !== data.orderId))
      count('bundle completed');
    if (type === 'TrueUpsAssessed') for (const { direction } of data.months) count(`adjusted: ${direction}`);
    if (type === 'TrueUpsSettled') count('addition paid');
    if (type === 'RefundDecided')
      for (const { amount } of data.trueUps ?? [])
        count(amount.startsWith('-') ? 'month refunded without what had gone back' : 'addition refunded');
    if (type === 'RefundLeft') count(`refund left: ${data.way}`);
    if (type === 'RefundClosed') count(`refund closed: ${data.because}`);
    if (type === 'RefundMonthUnposted') count(`refund: posting ${data.was}`);
    if (type === 'RefundClosedByChannel') count('refund closed by its channel');
    if (type === 'ConflictingReportReceived') count('conflicting report');
    if (type === 'UnidentifiedReceiptReversed') count('unknown money reversed');
    if (type !== 'CollectionReversed') continue;
    count('collection reversed');
    if ((paidOn.get(data.orderId) ?? '') > dayOf(data.reversedAt))
      count('reversed before the day of payment');
  }
};
