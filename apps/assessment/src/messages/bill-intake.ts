import { hash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Instant } from '@canbao/calendar';
import { BillMessage } from '@canbao/contracts';
import { billIntake, contributionAccount, type BillAct } from '@canbao/domain-assessment';
import type { RawRecord } from '@canbao/event-sourcing';
import type { Intake } from '@canbao/kafka';
import { PostgresInbox } from '@canbao/postgres';
import {
  Commands,
  messageIdOf,
  messageIn,
  ServiceLog,
  SETTINGS,
  TopicIntake,
  type Settings,
} from '@canbao/service-kit';
import { Accounts } from '../http/accounts';
import { pushOf, termsOf } from '../http/bill-id';

/** Whom a message's effect is noted under. */
const actor = 'agency-messages';

/**
 * Bills from the agencies' topic. A message is answered once, with its effect, and the answer is published
 * and stored; a record that is none is kept with the reason.
 */
@Injectable()
export class BillIntake implements Intake, OnApplicationBootstrap, OnModuleDestroy {
  private readonly topic: TopicIntake;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    inbox: PostgresInbox,
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
    log: ServiceLog,
  ) {
    this.topic = new TopicIntake({
      consumer: 'assessment-intake',
      topics: ['agency.bills'],
      intake: this,
      settings,
      inbox,
      log,
    });
  }

  onApplicationBootstrap(): void {
    this.topic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.topic.stop();
  }

  async take(record: RawRecord): Promise<string | undefined> {
    const at = this.clock.now();
    const message = messageIn(BillMessage, record, at);
    if (typeof message === 'string') return message;
    const { personId, messageId } = message;
    if (record.key !== personId) return 'the record key is not the person';
    const { pack } = await this.accounts.known(personId, 'medical', actor);
    await this.commands.act(actor, personId, contributionAccount(pack), {
      type: 'TakeBillMessage',
      personId,
      insurance: 'medical',
      messageId,
      digest: hash('sha256', record.value),
      act: actOf(message, at),
      at,
    });
    return undefined;
  }

  async park(record: RawRecord, because: string): Promise<void> {
    const { topic, partition, offset } = record;
    const messageId = messageIdOf(record);
    const data = { messageId, topic, partition, offset, because, parkedAt: this.clock.now() };
    const fact = { type: 'BillMessageParked', data } as const;
    await this.commands.act(actor, messageId, billIntake, { type: 'NoteIntake', fact });
  }
}

const actOf = (message: BillMessage, at: Instant): BillAct => {
  const { personId } = message;
  const of = { personId, insurance: 'medical', at } as const;
  switch (message.action) {
    case 'push':
      return pushOf(message, at);
    case 'replace': {
      const { billId, months, total } = message;
      return { type: 'ReplaceBill', ...of, billId, months, total, ...termsOf(message) };
    }
    case 'withdraw':
      return { type: 'WithdrawBill', ...of, billId: message.billId };
  }
};
