import { hash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, dayOf, type Instant } from '@canbao/calendar';
import { BillMessage } from '@canbao/contracts';
import { billIntake, contributionAccount, type BillAct } from '@canbao/domain-assessment';
import type { RawRecord } from '@canbao/event-sourcing';
import { ConsumerLoop, IntakeHandler, RecordMacs, type Intake } from '@canbao/kafka';
import { PostgresInbox } from '@canbao/postgres';
import {
  assertPlain,
  Commands,
  kafkaOf,
  parseJsonBody,
  Problem,
  ServiceLog,
  SETTINGS,
  uuidOf,
  type Settings,
} from '@canbao/service-kit';
import { Accounts } from '../http/accounts';
import { pushOf, termsOf } from '../http/bill-id';

/** Whom a message's effect is noted under. */
const actor = 'agency-messages';
const consumer = 'assessment-intake';
/** Configuration: before a loop that has ended for good begins again. */
const restartMs = 5_000;

/**
 * Bills from the agencies' topic. A message is answered once, with its effect, and the answer is published
 * and stored; a record that is none is kept with the reason. A loop of its own, so that an agency's bad
 * record can never hold up a person's events.
 */
@Injectable()
export class BillIntake implements Intake, OnApplicationBootstrap, OnModuleDestroy {
  private loop: ConsumerLoop | undefined;
  private restart: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly inbox: PostgresInbox,
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.ENVELOPE_KEYS.agency === undefined)
      this.log.info({}, 'ENVELOPE_KEYS has no secret of agency: bills are not taken from their topic');
    else this.begin();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.restart);
    await this.loop?.stop();
  }

  async take(record: RawRecord): Promise<string | undefined> {
    const at = this.clock.now();
    const message = messageOf(record, at);
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

  async park({ topic, partition, offset }: RawRecord, because: string): Promise<void> {
    const messageId = uuidOf(`${topic}|${partition}|${offset}`);
    const data = { messageId, topic, partition, offset, because, parkedAt: this.clock.now() };
    const fact = { type: 'BillMessageParked', data } as const;
    await this.commands.act(actor, messageId, billIntake, { type: 'NoteIntake', fact });
  }

  private begin(): void {
    const { settings, inbox, log } = this;
    const macs = new RecordMacs(settings.ENVELOPE_KEYS);
    this.loop = new ConsumerLoop({
      inbox,
      servers: kafkaOf(settings),
      consumer,
      topics: ['agency.bills'],
      macs,
      intake: new IntakeHandler(consumer, inbox, this, macs, log),
      log,
      onFatal: () => this.beginAgain(),
    });
    this.loop.start().catch((error: unknown) => {
      log.error({ alarm: 'consumer-crash', consumer, error: String(error) }, 'the intake could not start');
      this.beginAgain();
    });
  }

  private beginAgain(): void {
    const ended = this.loop;
    this.loop = undefined;
    void ended?.stop().catch(() => undefined);
    if (!this.isStopped) this.restart = setTimeout(() => this.begin(), restartMs);
  }
}

/** The message, or why the record is none: paths and codes only, since what came may be personal data. */
const messageOf = (record: RawRecord, at: Instant): BillMessage | string => {
  try {
    const parsed = BillMessage.safeParse(parseJsonBody(Buffer.from(record.value)));
    if (!parsed.success)
      return `not a message: ${parsed.error.issues
        .slice(0, 5)
        .map(({ path, code }) => `${path.join('.')} ${code}`)
        .join(', ')}`;
    assertPlain(parsed.data, 'message', dayOf(at));
    return parsed.data;
  } catch (error) {
    return error instanceof Problem ? `not a message: ${error.code}` : 'not a message: no JSON';
  }
};

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
