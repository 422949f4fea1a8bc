import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import type { PaymentEvent } from '../payment.events';
import type { TreasuryEvent, TreasuryItem } from './treasury.events';

type DataOf<Type extends TreasuryEvent['type']> = Extract<TreasuryEvent, { type: Type }>['data'];

/** 入库: an item of the treasury's flow of receipts. */
export type RecordTreasuryReceipt = DataOf<'TreasuryReceived'> & { readonly type: 'RecordTreasuryReceipt' };

/** 更正: a correction of an item that the treasury told before. */
export type CorrectTreasuryReceipt = Omit<DataOf<'TreasuryReceiptCorrected'>, 'before'> & {
  readonly type: 'CorrectTreasuryReceipt';
};

/** 退库: the treasury has returned the money of a refund. */
export type RecordTreasuryReturn = DataOf<'TreasuryReturned'> & { readonly type: 'RecordTreasuryReturn' };

export type TreasuryCommand = RecordTreasuryReceipt | CorrectTreasuryReceipt | RecordTreasuryReturn;

/** A correction may overtake its receipt: it is asked for again. */
export type TreasuryReason = 'treasury-receipt-unknown';

/** What the treasury holds of an order's money. */
export interface InTreasury {
  readonly receipts: readonly DataOf<'TreasuryReceived'>[];
  readonly conflicts: readonly DataOf<'TreasuryReceiptConflicted'>[];
  /** Numbers of corrections and refunds that are booked. */
  readonly booked: readonly string[];
}

/** Nothing has arrived. */
export const notInTreasury: InTreasury = { receipts: [], conflicts: [], booked: [] };

/** Money that moved is booked as the treasury tells it; told twice, it is booked once. */
export const decideTreasury = (
  command: TreasuryCommand,
  treasury: InTreasury,
): Outcome<PaymentEvent, TreasuryReason> => {
  switch (command.type) {
    case 'RecordTreasuryReceipt':
      return receive(command, treasury);
    case 'CorrectTreasuryReceipt':
      return correct(command, treasury);
    case 'RecordTreasuryReturn': {
      const { type: _, ...data } = command;
      if (treasury.booked.includes(`return ${data.refundNo}`)) return accept();
      return accept<PaymentEvent>({ type: 'TreasuryReturned', data });
    }
  }
};

const receive = (
  { type: _, ...data }: RecordTreasuryReceipt,
  { receipts, conflicts }: InTreasury,
): Outcome<PaymentEvent, never> => {
  const known = receipts.find(isAbout(data.item));
  if (known === undefined) return accept<PaymentEvent>({ type: 'TreasuryReceived', data });
  return [known, ...conflicts].some((told) => saysTheSame(told, data))
    ? accept()
    : accept<PaymentEvent>({ type: 'TreasuryReceiptConflicted', data });
};

const correct = (
  { type: _, ...data }: CorrectTreasuryReceipt,
  { receipts, booked }: InTreasury,
): Outcome<PaymentEvent, TreasuryReason> => {
  if (booked.includes(`correction ${data.correctionNo}`)) return accept();
  const known = receipts.find(isAbout(data.item));
  if (known === undefined) return reject('treasury-receipt-unknown', { ...data.item });
  const before = { insurance: known.insurance, amount: known.amount };
  return accept<PaymentEvent>({ type: 'TreasuryReceiptCorrected', data: { ...data, before } });
};

const isAbout =
  ({ entrustDate, taxOrgCode, traNo }: TreasuryItem) =>
  ({ item }: { readonly item: TreasuryItem }): boolean =>
    item.entrustDate === entrustDate && item.taxOrgCode === taxOrgCode && item.traNo === traNo;

type Told = DataOf<'TreasuryReceived'>;

const saysTheSame = (one: Told, other: Told): boolean =>
  isAbout(one.item)(other) &&
  one.amount === other.amount &&
  one.insurance === other.insurance &&
  one.receivedOn === other.receivedOn;

/** What the treasury holds after an event. */
export const evolveTreasury = (treasury: InTreasury, { type, data }: TreasuryEvent): InTreasury => {
  const { receipts, conflicts, booked } = treasury;
  switch (type) {
    case 'TreasuryReceived':
      return { ...treasury, receipts: [...receipts, data] };
    case 'TreasuryReceiptConflicted':
      return { ...treasury, conflicts: [...conflicts, data] };
    case 'TreasuryReceiptCorrected': {
      const { insurance, amount } = data;
      const corrected = receipts.map((each) =>
        isAbout(data.item)(each) ? { ...each, insurance, amount } : each,
      );
      return { ...treasury, receipts: corrected, booked: [...booked, `correction ${data.correctionNo}`] };
    }
    case 'TreasuryReturned':
      return { ...treasury, booked: [...booked, `return ${data.refundNo}`] };
  }
};
