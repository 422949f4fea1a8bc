import type { Day, Instant, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Bank, Insurance } from '@canbao/vocabulary';
import type { AgreementRefusal } from '../debit/agreement.events';
import type { ResultLine } from '../debit/pack.events';
import type { RefundState } from './online-channel';

/** An account as its bank knows it: personal data, which is sealed wherever it is kept. */
export interface DebitAccount {
  readonly number: string;
  /** Who holds it (户名). */
  readonly holder: string;
}

/** What both sides must have the same before anything is debited. */
export interface AgreementCheck {
  readonly protocolNo: string;
  readonly bank: Bank;
  readonly account: DebitAccount;
  readonly at: Instant;
}

/** A batch for one bank, under a number that was stored before it is sent. */
export interface SentPack {
  readonly entrustDate: Day;
  readonly packNo: string;
  readonly bank: Bank;
  /** Until the end of this day the bank may debit. */
  readonly until: Day;
  /** Yuan. */
  readonly total: Yuan;
  readonly items: readonly {
    readonly traNo: string;
    readonly protocolNo: string;
    readonly account: DebitAccount;
    readonly insurance: Insurance;
    readonly month: Month;
    readonly amount: Yuan;
  }[];
}

/** `unknown`: time-out, broken connection, or an answer that makes no sense. Never read as failed. */
export type Confirmed =
  | { readonly outcome: 'confirmed' | 'unknown' }
  | { readonly outcome: 'refused'; readonly because: AgreementRefusal; readonly said: string };
export type SentOutcome =
  { readonly outcome: 'taken' | 'unknown' } | { readonly outcome: 'refused'; readonly said: string };

/** What a bank has to say of a pack: with its own totals proven, or not there. */
export type PackResults =
  | { readonly status: 'there'; readonly lines: readonly ResultLine[] }
  /** `never-came`: the bank does not have the pack, so it is sent again under the same number. */
  | { readonly status: 'not-ready' | 'never-came' | 'unknown' }
  | { readonly status: 'refused'; readonly reason: 'totals' | 'format' };

/** Money of a debit that goes back to the account that it was taken from. */
export interface Credit {
  /** Eighteen digits, the same however often it is sent: another one would pay twice. */
  readonly creditNo: string;
  /** Our number of the refund: the bank repeats it in its file of the day. */
  readonly refundNo: string;
  readonly bank: Bank;
  readonly protocolNo: string;
  readonly account: DebitAccount;
  /** The day and the number under which the bank debited it. */
  readonly debited: { readonly entrustDate: Day; readonly traNo: string };
  /** Yuan. */
  readonly amount: Yuan;
}

/**
 * The port to the banks of batch debit. No method throws for what the world does: what fails is `unknown`,
 * and is asked again under the same number.
 */
export interface DebitBank {
  verify(agreement: AgreementCheck): Promise<Confirmed>;
  send(pack: SentPack): Promise<SentOutcome>;
  results(pack: Pick<SentPack, 'entrustDate' | 'packNo' | 'bank'>, now: Instant): Promise<PackResults>;
}

/** The port to the same banks for money that goes back; it answers as the port of a wallet does. */
export interface CreditBank {
  credit(credit: Credit): Promise<RefundState>;
  queryCredit(credit: Pick<Credit, 'creditNo' | 'bank' | 'amount'>): Promise<RefundState>;
}
