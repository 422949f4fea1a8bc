import type { Day, Instant, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Bank, Insurance } from '@canbao/vocabulary';
import type { AgreementRefusal } from '../debit/agreement.events';
import type { ResultLine } from '../debit/pack.events';

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

/**
 * The port to the banks of batch debit. No method throws for what the world does: what fails is `unknown`,
 * and is asked again under the same number.
 */
export interface DebitBank {
  verify(agreement: AgreementCheck): Promise<Confirmed>;
  send(pack: SentPack): Promise<SentOutcome>;
  results(pack: Pick<SentPack, 'entrustDate' | 'packNo' | 'bank'>, now: Instant): Promise<PackResults>;
}
