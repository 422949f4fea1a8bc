import type { Instant, Month } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import { lastPayableDay } from '@canbao/rules';
import { insurances, type Insurance } from '@canbao/vocabulary';
import type { AccountCommand } from './account/contribution-account';
import type { NoteEnrolmentEnd } from './account/enrolment';

/** What an event of another service means for an account: one command, or none. */
export const reactions = ({ type, data }: ContractEvent): readonly AccountCommand[] => {
  switch (type) {
    case 'canbao.registration.PensionEnrolled.v1':
      return [{ type: 'NoteEnrolment', insurance: 'pension', ...data }];
    case 'canbao.registration.MedicalEnrolled.v1':
      return [{ type: 'NoteEnrolment', insurance: 'medical', ...data }];
    case 'canbao.registration.PensionEnrolmentEnded.v1':
      return [noteEnd('pension', data)];
    case 'canbao.registration.MedicalEnrolmentEnded.v1':
      return [noteEnd('medical', data)];
    case 'canbao.registration.EnrolmentsRestated.v1': {
      const { personId, insurance } = data;
      return [{ type: 'NoteEnrolments', personId, insurance, enrolments: data.enrolments.map(enrolmentOf) }];
    }
    case 'canbao.registration.PersonDied.v1':
      return deathOf(data);
    case 'canbao.registration.DeathWithdrawn.v1': {
      const { bureau: _, ...withdrawal } = data;
      return insurances.map((insurance) => ({ type: 'NoteDeathWithdrawal', insurance, ...withdrawal }));
    }
    case 'canbao.registration.EmployerCoverNoted.v1':
      return [{ type: 'NoteEmployerCover', ...data }];
    case 'canbao.registration.EmployerCoverWithdrawn.v1':
      return [{ type: 'NoteEmployerCoverWithdrawal', ...data }];
    case 'canbao.ledger.BundleSettled.v1': {
      const { personId, month, items, paidAt, billId } = data;
      const receivedItems = items.map(({ item, orderId, amount, base, rate }) => ({
        item,
        orderId,
        amount,
        base,
        rate,
      }));
      const paid = { personId, months: [month], items: receivedItems, paidAt };
      return [
        { type: 'NotePaid', insurance: 'medical', ...paid, ...(billId === undefined ? {} : { billId }) },
      ];
    }
    case 'canbao.ledger.PensionMonthsSettled.v1': {
      const { personId, orderId, paidAt } = data;
      const months = data.months.map(({ month }) => month);
      const figures = data.months.map(({ month, base, rate, amount }) => ({ month, base, rate, amount }));
      return [{ type: 'NotePaid', insurance: 'pension', personId, months, orderId, paidAt, figures }];
    }
    // It counts for cover, which only medical months give.
    case 'canbao.payment.TreasuryReceived.v1': {
      const { personId, insurance, months, orderId, receivedOn } = data;
      return insurance === 'medical'
        ? [{ type: 'NoteTreasuryReceipt', insurance, personId, months, orderId, receivedOn }]
        : [];
    }
    case 'canbao.ledger.TrueUpsAssessed.v1': {
      const { personId, runId } = data;
      const months = data.months.map(({ parts, ...month }) => (parts ? { ...month, parts } : month));
      return [{ type: 'NoteTrueUps', insurance: 'pension', personId, runId, months }];
    }
    case 'canbao.ledger.TrueUpsSettled.v1': {
      const { personId, orderId } = data;
      const months = data.months.map(({ month }) => month);
      return [{ type: 'NoteTrueUpsPaid', insurance: 'pension', personId, months, orderId }];
    }
    case 'canbao.ledger.TrueUpRefundDecided.v1': {
      const { personId, refundId } = data;
      const months = data.months.map(({ parts, ...month }) => (parts ? { ...month, parts } : month));
      return [{ type: 'NoteTrueUpRefund', insurance: 'pension', personId, refundId, months }];
    }
    case 'canbao.ledger.SettlementReversed.v1': {
      const { insurance, personId, months, trueUpMonths, orderId } = data;
      const reopened: AccountCommand[] =
        months.length > 0 || trueUpMonths === undefined
          ? [{ type: 'NoteReopened', insurance, personId, months, orderId }]
          : [];
      if (trueUpMonths === undefined) return reopened;
      const added = { personId, months: trueUpMonths, orderId };
      return [...reopened, { type: 'NoteTrueUpsReopened', insurance: 'pension', ...added }];
    }
    case 'canbao.ledger.RefundTakenBack.v1': {
      const { personId, insurance } = data;
      return [{ type: 'NoteMoneyStays', insurance, personId, months: data.months.map(({ month }) => month) }];
    }
    case 'canbao.payment.BundlePartReceived.v1': {
      return [noteReceived(data)];
    }
    case 'canbao.payment.MonthsHeld.v1': {
      const { until, ...held } = data;
      return [{ type: 'NoteHeld', ...held, ...(until === undefined ? {} : { until }) }];
    }
    case 'canbao.payment.MonthsFreed.v1':
      return [{ type: 'NoteFreed', ...data }];
    case 'canbao.payment.ReceivedItemsSuspended.v1': {
      const { personId, month, orderId } = data;
      return [{ type: 'NoteItemsSuspended', insurance: 'medical', personId, month, orderId }];
    }
    case 'canbao.ledger-sync.PostingRefused.v1': {
      const { personId, insurance, month, reason } = data;
      return [{ type: 'NotePostingRefused', personId, insurance, month, reason }];
    }
    case 'canbao.ledger-sync.RefundRequested.v1':
    case 'canbao.ledger-sync.RefundWithdrawn.v1': {
      const { personId, insurance, month } = data;
      const isRequest = type === 'canbao.ledger-sync.RefundRequested.v1';
      return [{ type: isRequest ? 'NoteRefundRequest' : 'NoteRefundWithdrawal', personId, insurance, month }];
    }
    case 'canbao.ledger-sync.BundlePosted.v1':
      return [settledPosting('medical', data)];
    case 'canbao.ledger-sync.PensionMonthPosted.v1':
      return [settledPosting('pension', data)];
    case 'canbao.ledger-sync.PostingReversed.v1':
      return [settledPosting(data.insurance, data)];
    default:
      return [];
  }
};

const deathOf = ({
  bureau: _,
  ...death
}: DataOf<'canbao.registration.PersonDied.v1'>): readonly AccountCommand[] =>
  insurances.map((insurance) => ({ type: 'NoteDeath', insurance, ...death }));

const settledPosting = (
  insurance: Insurance,
  { personId, month }: { readonly personId: string; readonly month: Month },
): AccountCommand => ({ type: 'NotePostingSettled', insurance, personId, month });

const noteReceived = ({
  personId,
  month,
  received,
  orderId,
  billId,
}: DataOf<'canbao.payment.BundlePartReceived.v1'>): AccountCommand => ({
  type: 'NoteReceivedItems',
  insurance: 'medical',
  personId,
  month,
  items: received.map(({ item }) => item),
  amounts: Object.fromEntries(received.map(({ item, amount }) => [item, amount])),
  orderId,
  ...(billId === undefined ? {} : { billId }),
});

/** What a question of a batch debit means for an account, at the instant at which it is answered. */
export const debitReactions =
  (at: Instant) =>
  ({ type, data }: ContractEvent): readonly AccountCommand[] =>
    type === 'canbao.payment.DebitRequested.v1' ? [{ type: 'QuoteDebit', ...data, at }] : [];

const enrolmentOf = ({
  scheme,
  until,
  reason,
  ...enrolment
}: DataOf<'canbao.registration.EnrolmentsRestated.v1'>['enrolments'][number]) => ({
  ...enrolment,
  ...(scheme === undefined ? {} : { scheme }),
  ...(until === undefined ? {} : { until: lastPayableDay(until, reason) }),
  ...(reason === undefined ? {} : { reason }),
});

const noteEnd = (
  insurance: Insurance,
  { personId, on, reason }: DataOf<'canbao.registration.PensionEnrolmentEnded.v1'>,
): NoteEnrolmentEnd => ({
  type: 'NoteEnrolmentEnd',
  insurance,
  personId,
  on: lastPayableDay(on, reason),
  reason,
});

type DataOf<Type extends ContractEvent['type']> = Extract<ContractEvent, { type: Type }>['data'];
