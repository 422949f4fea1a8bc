import type { Instant } from '@canbao/calendar';
import { accept, on, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { BillFault } from '@canbao/rules';
import type { AccountState } from '../account/account-state';
import type { AccountEvent } from '../account/contribution-account.events';
import type { BillReason, PushBill, ReplaceBill, WithdrawBill } from './bill';

/** What an agency may ask for in a message. */
export type BillAct = PushBill | ReplaceBill | WithdrawBill;

/**
 * A message of an agency, from its topic. Its answer is stored with its effect, so that a message that is
 * delivered again has none, and none is lost: what is refused is stored with every wrong line.
 */
export interface TakeBillMessage {
  readonly type: 'TakeBillMessage';
  readonly personId: string;
  readonly insurance: 'medical';
  readonly messageId: string;
  /** SHA-256 of the message. */
  readonly digest: string;
  readonly act: BillAct;
  readonly at: Instant;
}

/** The stream of an agency's message. */
export const billMessageStream = (messageId: string): StreamName => `bill-message-${messageId}`;

const actions = { PushBill: 'push', ReplaceBill: 'replace', WithdrawBill: 'withdraw' } as const;

/** Answers a message once; another message under an id that was used is refused. */
export const takeBillMessage = (
  { personId, messageId, digest, act, at }: TakeBillMessage,
  state: AccountState,
  decide: (act: BillAct) => Outcome<AccountEvent, string>,
): Outcome<AccountEvent, never> => {
  const known = state.answeredMessages[messageId] ?? [];
  if (known.includes(digest)) return accept();
  const answer = { personId, messageId, digest, action: actions[act.type], answeredAt: at } as const;
  const answered = (data: Extract<AccountEvent, { type: 'BillMessageAnswered' }>['data']) =>
    on<AccountEvent>(billMessageStream(messageId), { type: 'BillMessageAnswered', data });
  if (known.length > 0)
    return accept<AccountEvent>(answered({ ...answer, outcome: 'refused', because: 'message-id-reused' }));
  const outcome = decide(act);
  const { billId } = act;
  if (outcome.accepted)
    return accept<AccountEvent>(...outcome.events, answered({ ...answer, outcome: 'accepted', billId }));
  const { faults } = outcome.details as { faults?: readonly BillFault[] };
  return accept<AccountEvent>(
    answered({
      ...answer,
      outcome: 'refused',
      ...(act.type === 'PushBill' ? {} : { billId }),
      because: outcome.reason satisfies string as BillReason,
      ...(faults === undefined ? {} : { faults }),
    }),
  );
};

/** The account once a message was answered. */
export const withAnsweredMessage = (
  state: AccountState,
  { messageId, digest }: { readonly messageId: string; readonly digest: string },
): AccountState => ({
  ...state,
  answeredMessages: {
    ...state.answeredMessages,
    [messageId]: [...(state.answeredMessages[messageId] ?? []), digest],
  },
});
