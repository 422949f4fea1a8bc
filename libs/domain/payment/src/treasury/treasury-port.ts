import type { Day } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { TreasuryItem } from './treasury.events';

/** What the treasury is told to expect from a channel, under a number that is stored before it is sent. */
export interface Remittance {
  readonly traNo: string;
  readonly insurance: Insurance;
  readonly channel: Channel;
  /** Yuan. */
  readonly amount: Yuan;
}

/** Remittances of one authority and day; the same number for the same pack, however often it is sent. */
export interface Pack {
  readonly packNo: string;
  readonly taxOrgCode: string;
  readonly entrustDate: Day;
  readonly items: readonly Remittance[];
}

/** A refund whose money the treasury is asked to give back (退库申请). */
export interface ReturnRequest {
  readonly refundNo: string;
  readonly item: TreasuryItem;
  readonly insurance: Insurance;
  readonly channel: Channel;
  readonly amount: Yuan;
}

/**
 * What is not taken was answered by a code other than success, or not at all, as `said` has it: no code is
 * ever read as a failure, and the same message is sent again.
 */
export type Told = { readonly outcome: 'taken' } | { readonly outcome: 'not-taken'; readonly said: string };

/** An item of the treasury's flow of receipts (入库流水). */
export interface TreasuryFlowItem {
  readonly item: TreasuryItem;
  readonly insurance: Insurance;
  readonly amount: Yuan;
  readonly receivedOn: Day;
}
/** A correction (更正) of an item. */
export interface TreasuryCorrection extends Omit<TreasuryFlowItem, 'receivedOn'> {
  readonly correctionNo: string;
  readonly correctedOn: Day;
}
/** Money that has gone back for a refund (退库). */
export interface TreasuryReturn {
  readonly refundNo: string;
  readonly amount: Yuan;
  readonly returnedOn: Day;
}

/** What the treasury did on a day. */
export type TreasuryFlow =
  | {
      readonly status: 'there';
      readonly receipts: readonly TreasuryFlowItem[];
      readonly corrections: readonly TreasuryCorrection[];
      readonly returns: readonly TreasuryReturn[];
    }
  | { readonly status: 'not-there'; readonly said: string };

/** The port to the treasury (国库). No method throws for what the world does: what fails says so. */
export interface TreasuryPort {
  tell(pack: Pack, workDate: Day): Promise<Told>;
  askReturn(request: ReturnRequest, workDate: Day): Promise<Told>;
  flow(day: Day): Promise<TreasuryFlow>;
}
