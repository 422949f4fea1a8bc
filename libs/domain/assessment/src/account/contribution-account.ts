import { accept, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { Pack, RuleReason } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import {
  expireBill,
  pushBill,
  replaceBill,
  withdrawBill,
  withExpiredBill,
  withRecordedBill,
  withWithdrawnBill,
  type BillReason,
  type ExpireBill,
  type PushBill,
  type ReplaceBill,
  type WithdrawBill,
} from '../bill/bill';
import {
  billMessageStream,
  takeBillMessage,
  withAnsweredMessage,
  type TakeBillMessage,
} from '../bill/bill-message';
import { quoteDebit, type QuoteDebit } from '../debit/quote-debit';
import { issueQuote, quoteStream, type IssueQuote } from '../quote/quote';
import { initial, type AccountState } from './account-state';
import type { AccountEvent } from './contribution-account.events';
import {
  noteEnrolment,
  noteEnrolmentEnd,
  noteEnrolments,
  withEnrolment,
  withEnrolmentEnd,
  withEnrolments,
  type NoteEnrolment,
  type NoteEnrolmentEnd,
  type NoteEnrolments,
} from './enrolment';
import { noteDeath, noteDeathWithdrawal, withDeath, withoutDeath } from './death';
import type { NoteDeath, NoteDeathWithdrawal } from './death';
import {
  noteEmployerCover,
  noteEmployerCoverWithdrawal,
  withEmployerCover,
  withoutEmployerCover,
  type NoteEmployerCover,
  type NoteEmployerCoverWithdrawal,
} from './employer-cover';
import {
  noteFreed,
  noteHeld,
  withHeld,
  withoutHeld,
  type HeldReason,
  type NoteFreed,
  type NoteHeld,
} from './held-months';
import {
  notePostingRefused,
  notePostingSettled,
  noteRefundRequest,
  withoutGivenUp,
  withoutRefusals,
  withoutRefusedMonths,
  type NotePostingRefused,
  type NotePostingSettled,
  type NoteRefundRequest,
} from './refused-postings';
import { refundCaseEvents, withoutRefundCase, withRefundCase } from './refund-cases';
import { noteMoneyStays, withMoneyStaying, type NoteMoneyStays } from './money-stays';
import {
  noteTrueUpRefund,
  noteTrueUps,
  noteTrueUpsPaid,
  withoutTrueUps,
  withTrueUps,
  withTrueUpsPaid,
  withTrueUpsReopened,
  type NoteTrueUpRefund,
  type NoteTrueUps,
  type NoteTrueUpsPaid,
} from './true-ups';
import {
  notePaid,
  noteReceivedItems,
  noteItemsSuspended,
  noteReopened,
  noteTreasuryReceipt,
  withPaid,
  withReceived,
  withReopened,
  withSuspended,
  withTreasuryReceipt,
  type NotePaid,
  type NoteReceivedItems,
  type NoteItemsSuspended,
  type NoteReopened,
  type NoteTreasuryReceipt,
} from './settled-months';

/** What an account does: note facts of other services, push a bill, issue a quote. */
export type AccountCommand =
  | NoteEnrolment
  | NoteEnrolmentEnd
  | NoteEnrolments
  | NoteDeath
  | NoteDeathWithdrawal
  | NoteEmployerCover
  | NoteEmployerCoverWithdrawal
  | NotePaid
  | NoteReopened
  | NoteTreasuryReceipt
  | NoteReceivedItems
  | NoteItemsSuspended
  | NotePostingRefused
  | NotePostingSettled
  | NoteRefundRequest
  | NoteHeld
  | NoteFreed
  | NoteTrueUps
  | NoteTrueUpsPaid
  | NoteTrueUpRefund
  | NoteMoneyStays
  | PushBill
  | ReplaceBill
  | WithdrawBill
  | ExpireBill
  | TakeBillMessage
  | IssueQuote
  | QuoteDebit;

/** Why a quote or a bill is refused. */
export type AccountReason = RuleReason | BillReason | HeldReason;

/** The stream of a person's account for one insurance. */
export const accountStream = (personId: string, insurance: Insurance): StreamName =>
  `contribution-account-${personId}-${insurance}`;

/** One person's account for one insurance: what is payable, how much, and why; decided under a rule pack. */
export const contributionAccount = (
  pack: Pack,
): Decider<AccountCommand, AccountState, AccountEvent, AccountReason> => ({
  initial,
  streams: (command) => {
    const account = accountStream(command.personId, command.insurance);
    if (command.type === 'TakeBillMessage') return [account, billMessageStream(command.messageId)];
    if (command.type === 'IssueQuote') return [account, quoteStream(command.quoteId)];
    return command.type === 'QuoteDebit' ? [account, quoteStream(command.itemId)] : [account];
  },
  decide: (command, state) => {
    const outcome = decide(pack, command, state);
    if (!outcome.accepted) return outcome;
    const events = outcome.events.map(({ event }) => event);
    return accept(...outcome.events, ...refundCaseEvents(command, events.reduce(evolve, state)));
  },
  evolve,
});

const decide = (
  pack: Pack,
  command: AccountCommand,
  state: AccountState,
): Outcome<AccountEvent, AccountReason> => {
  switch (command.type) {
    case 'NoteEnrolment':
      return noteEnrolment(command, state);
    case 'NoteEnrolmentEnd':
      return noteEnrolmentEnd(command, state);
    case 'NoteEnrolments':
      return noteEnrolments(command, state);
    case 'NoteDeath':
      return noteDeath(command, state);
    case 'NoteDeathWithdrawal':
      return noteDeathWithdrawal(command, state);
    case 'NoteEmployerCover':
      return noteEmployerCover(command, state);
    case 'NoteEmployerCoverWithdrawal':
      return noteEmployerCoverWithdrawal(command, state);
    case 'NotePaid':
      return notePaid(command, state);
    case 'NoteReopened':
      return noteReopened(command, state);
    case 'NoteTreasuryReceipt':
      return noteTreasuryReceipt(command, state);
    case 'NoteReceivedItems':
      return noteReceivedItems(command, state);
    case 'NoteItemsSuspended':
      return noteItemsSuspended(command, state);
    case 'NotePostingRefused':
      return notePostingRefused(command, state);
    case 'NotePostingSettled':
      return notePostingSettled(command, state);
    case 'NoteRefundRequest':
    case 'NoteRefundWithdrawal':
      return noteRefundRequest(command, state);
    case 'NoteHeld':
      return noteHeld(command, state);
    case 'NoteFreed':
      return noteFreed(command, state);
    case 'NoteTrueUps':
      return noteTrueUps(command, state);
    case 'NoteTrueUpsPaid':
    case 'NoteTrueUpsReopened':
      return noteTrueUpsPaid(command, state);
    case 'NoteTrueUpRefund':
      return noteTrueUpRefund(command, state);
    case 'NoteMoneyStays':
      return noteMoneyStays(command, state);
    case 'PushBill':
      return pushBill(pack, command, state);
    case 'ReplaceBill':
      return replaceBill(pack, command, state);
    case 'WithdrawBill':
      return withdrawBill(command, state);
    case 'ExpireBill':
      return expireBill(command, state);
    case 'TakeBillMessage':
      return takeBillMessage(command, state, (act) => decide(pack, act, state));
    case 'IssueQuote':
      return issueQuote(pack, command, state);
    case 'QuoteDebit':
      return quoteDebit(pack, command, state);
  }
};

export const evolve = (state: AccountState, { type, data }: AccountEvent): AccountState => {
  switch (type) {
    case 'EnrolmentNoted':
      return withEnrolment(state, data);
    case 'EnrolmentsNoted':
      return withEnrolments(state, data);
    case 'EnrolmentEndNoted':
      return withEnrolmentEnd(state, data);
    case 'MonthsPaid':
      return withoutHeld(withPaid(state, data), data.months);
    case 'MonthsReopened':
      return withoutTrueUps(withoutRefusedMonths(withReopened(state, data), data.months), data.months);
    case 'TreasuryReceiptNoted':
      return withTreasuryReceipt(state, data);
    case 'BundlePartNoted':
      return withoutHeld(withReceived(state, data), [data.month]);
    case 'ReceivedItemsSuspended':
      return withSuspended(state, data);
    case 'BillPushed':
    case 'BillReplaced':
      return withRecordedBill(state, data);
    case 'BillWithdrawn':
      return withWithdrawnBill(state, data);
    case 'BillExpired':
      return withExpiredBill(state, data);
    case 'BillOutdated':
      return state;
    case 'BillMessageAnswered':
      return withAnsweredMessage(state, data);
    case 'PensionBaseDeclared':
      return { ...state, registeredBase: data.base };
    case 'QuoteIssued':
      return { ...state, quoteIds: new Set([...state.quoteIds, data.quoteId]) };
    case 'DebitQuoted':
    case 'DebitNotPossible':
      return { ...state, quoteIds: new Set([...state.quoteIds, data.itemId]) };
    case 'DeathNoted':
      return withDeath(state, data);
    case 'DeathWithdrawalNoted':
      return withoutDeath(state, data);
    case 'EmployerCoverNoted':
      return withEmployerCover(state, data);
    case 'EmployerCoverWithdrawalNoted':
      return withoutEmployerCover(state, data);
    case 'PostingRefusalNoted':
      return { ...state, refusedPostings: { ...state.refusedPostings, [data.month]: data.reason } };
    case 'PostingRefusalSettled':
      return withoutRefusals(state, [data.month]);
    case 'RefundRequestNoted':
      return { ...state, givenUpMonths: [...state.givenUpMonths, data.month] };
    case 'RefundWithdrawalNoted':
      return withoutGivenUp(state, [data.month]);
    case 'MonthsHeldNoted':
      return withHeld(state, data);
    case 'MonthsFreedNoted':
      return withoutHeld(state, data.months);
    case 'TrueUpsNoted':
      return withTrueUps(state, data);
    case 'TrueUpsPaid':
      return withTrueUpsPaid(state, data.months, data.orderId);
    case 'TrueUpsReopened':
      return withTrueUpsReopened(state, data.months);
    case 'TrueUpRefundNoted':
      return { ...state, trueUpRefunds: new Set([...state.trueUpRefunds, data.refundId]) };
    case 'MoneyStaysNoted':
      return withMoneyStaying(state, data);
    case 'RefundCaseOpened':
      return withRefundCase(state, data);
    case 'RefundCaseClosed':
      return withoutRefundCase(state, data);
  }
};
