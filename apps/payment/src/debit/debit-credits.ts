import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  creditNoOf,
  creditOf,
  debitItemEvents,
  itemStream,
  orderIdOf,
  type ChannelRefund,
  type Credit,
  type RefundState,
  type RefundWay,
} from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { DebitConnection } from './connection';

/** Debited money goes back to the account that it was taken from, whatever the agreement says today. */
@Injectable()
export class DebitCredits implements RefundWay {
  constructor(
    private readonly store: EventStore,
    private readonly database: Database,
    private readonly debits: DebitConnection,
  ) {}

  async refund({ orderNo, refundNo, amount }: ChannelRefund): Promise<RefundState> {
    const debited = await this.debitedFor(orderNo);
    if (debited === undefined) return unknownAccount;
    const { protocolNo } = debited;
    const account = (await this.debits.open(this.database, [protocolNo])).get(protocolNo);
    if (account === undefined) return unknownAccount;
    return this.debits.bank.credit({ ...debited, account, amount, refundNo, creditNo: numberOf(refundNo) });
  }

  async queryRefund({
    orderNo,
    refundNo,
    amount,
  }: Pick<ChannelRefund, 'orderNo' | 'refundNo' | 'amount'>): Promise<RefundState> {
    const debited = await this.debitedFor(orderNo);
    if (debited === undefined) return unknownAccount;
    return this.debits.bank.queryCredit({ bank: debited.bank, amount, creditNo: numberOf(refundNo) });
  }

  private async debitedFor(
    orderNo: string,
  ): Promise<Pick<Credit, 'bank' | 'protocolNo' | 'debited'> | undefined> {
    const itemId = orderIdOf(orderNo);
    if (itemId === undefined) return undefined;
    const stream = itemStream(itemId);
    const events = (await this.store.load([stream])).get(stream)?.events ?? [];
    return creditOf(events.filter(debitItemEvents.has));
  }
}

const unknownAccount = { status: 'refused', reason: 'account-not-found' } as const;

const numberOf = (refundNo: string): string => creditNoOf(hash('sha256', refundNo));
