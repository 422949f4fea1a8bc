import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  creditNoOf,
  debitItemEvents,
  itemStream,
  orderIdOf,
  originOf,
  type ChannelRefund,
  type DebitOrigin,
  type RefundState,
  type RefundWay,
} from '@canbao/domain-payment';
import { EventStore, eventsOf } from '@canbao/event-sourcing';
import { readingOfJob } from '@canbao/service-kit';
import { DebitAccounts } from './accounts';
import { DebitConnection } from './connection';

/** Debited money goes back to the account that it was taken from, whatever the agreement says today. */
@Injectable()
export class DebitCredits implements RefundWay {
  constructor(
    private readonly store: EventStore,
    private readonly accounts: DebitAccounts,
    private readonly debits: DebitConnection,
  ) {}

  async refund({ orderNo, refundNo, amount }: ChannelRefund): Promise<RefundState> {
    const origin = await this.originFor(orderNo);
    if (origin === undefined) return unknownAccount;
    const { personId, protocolNo } = origin;
    const reading = readingOfJob('send-refunds', 'debit-refund');
    const account = (await this.accounts.open(reading, [{ personId, protocolNo }])).get(protocolNo);
    if (account === undefined) return unknownAccount;
    const { bank, debited } = origin;
    const from = { bank, protocolNo, debited };
    return this.debits.bank.credit({ ...from, account, amount, refundNo, creditNo: numberOf(refundNo) });
  }

  async queryRefund({
    orderNo,
    refundNo,
    amount,
  }: Pick<ChannelRefund, 'orderNo' | 'refundNo' | 'amount'>): Promise<RefundState> {
    const origin = await this.originFor(orderNo);
    if (origin === undefined) return unknownAccount;
    return this.debits.bank.queryCredit({ bank: origin.bank, amount, creditNo: numberOf(refundNo) });
  }

  private async originFor(orderNo: string): Promise<DebitOrigin | undefined> {
    const itemId = orderIdOf(orderNo);
    if (itemId === undefined) return undefined;
    const events = await eventsOf(this.store, itemStream(itemId));
    return originOf(events.filter(debitItemEvents.has));
  }
}

const unknownAccount = { status: 'refused', reason: 'account-not-found' } as const;

const numberOf = (refundNo: string): string => creditNoOf(hash('sha256', refundNo));
