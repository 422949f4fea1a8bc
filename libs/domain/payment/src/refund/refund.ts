import type { Decider, Outcome, StreamName } from '@canbao/event-sourcing';
import { obligationStream } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { applyForRefund, type ApplyForRefund, type ApplyReason } from './apply';
import {
  beginPayout,
  confirmPayout,
  noteChannelRefund,
  noteUnposted,
  type BeginPayout,
  type ConfirmPayout,
  type NoteChannelRefund,
  type NoteUnposted,
  type PayoutReason,
} from './payout';
import { evolveRefund, noRefund, refundStream, type RefundState } from './refund-state';
import {
  noteUnpostingRefused,
  takeBackRefund,
  type NoteUnpostingRefused,
  type TakeBackRefund,
  type TakingBackReason,
} from './taking-back';
import {
  approveRefund,
  endRefundCase,
  rejectRefund,
  withdrawRefund,
  type ApproveRefund,
  type EndRefundCase,
  type RejectRefund,
  type ReviewReason,
  type WithdrawRefund,
} from './review';

/** What can happen to a refund. */
export type RefundCommand =
  | ApplyForRefund
  | ApproveRefund
  | RejectRefund
  | WithdrawRefund
  | EndRefundCase
  | NoteUnposted
  | NoteUnpostingRefused
  | TakeBackRefund
  | BeginPayout
  | NoteChannelRefund
  | ConfirmPayout;

/** Why a command is refused. What a bureau or a channel says never is. */
export type RefundReason = ApplyReason | ReviewReason | PayoutReason | TakingBackReason;

const decide = (command: RefundCommand, state: RefundState): Outcome<PaymentEvent, RefundReason> => {
  switch (command.type) {
    case 'ApplyForRefund':
      return applyForRefund(command, state);
    case 'ApproveRefund':
      return approveRefund(command, state);
    case 'RejectRefund':
      return rejectRefund(command, state);
    case 'WithdrawRefund':
      return withdrawRefund(command, state);
    case 'EndRefundCase':
      return endRefundCase(command, state);
    case 'NoteUnposted':
      return noteUnposted(command, state);
    case 'NoteUnpostingRefused':
      return noteUnpostingRefused(command, state);
    case 'TakeBackRefund':
      return takeBackRefund(command, state);
    case 'BeginPayout':
      return beginPayout(command, state);
    case 'NoteChannelRefund':
      return noteChannelRefund(command, state);
    case 'ConfirmPayout':
      return confirmPayout(command, state);
  }
};

const streamsOf = (command: RefundCommand): StreamName[] => {
  if (command.type === 'EndRefundCase')
    return [obligationStream(command.personId, command.insurance, command.month, command)];
  if (command.type !== 'ApplyForRefund') return [refundStream(command.refundId)];
  const { refundId, personId, insurance, months, orderId } = command;
  return [
    refundStream(refundId),
    ...months.map((month) => obligationStream(personId, insurance, month)),
    ...(insurance === 'pension'
      ? months.map((month) => obligationStream(personId, insurance, month, { item: 'pension-true-up' }))
      : []),
    ...(orderId === undefined ? [] : [orderStream(orderId)]),
  ];
};

/**
 * A refund (退费) of whole months and bundles, from the application to the money that has left. Its notes on
 * the streams of its orders serialise it with their reversal (冲正) and with other refunds (ADR 39).
 */
export const refund: Decider<RefundCommand, RefundState, PaymentEvent, RefundReason> = {
  initial: noRefund,
  streams: streamsOf,
  decide,
  evolve: evolveRefund,
};
