import { hash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { RegistrationRecord, topics, Uuid, type Topic } from '@canbao/contracts';
import { messageIntake, person, type Bureau, type IntakeEvent } from '@canbao/domain-registration';
import type { ForgedRecord, RawRecord } from '@canbao/event-sourcing';
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
import { messageOf } from '../http/feed-message';

/**
 * Messages from the bureaus' topics. Who writes a topic is the bureau that tells; a message names its person
 * by our id alone, because records lie on brokers for long. It is answered once, with its effect; one that is
 * refused, and a record that is none, are kept with the reason.
 */
@Injectable()
export class MessageIntake implements Intake, OnApplicationBootstrap, OnModuleDestroy {
  private readonly feeds: TopicIntake;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    inbox: PostgresInbox,
    private readonly commands: Commands,
    private readonly clock: Clock,
    log: ServiceLog,
  ) {
    this.feeds = new TopicIntake({
      consumer: 'registration-intake',
      topics: ['hrss.registrations', 'medical-bureau.registrations'],
      intake: this,
      settings,
      inbox,
      log,
    });
  }

  onApplicationBootstrap(): void {
    this.feeds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.feeds.stop();
  }

  async take(record: RawRecord): Promise<string | undefined> {
    const at = this.clock.now();
    const told = messageIn(RegistrationRecord, record, at);
    if (typeof told === 'string') return told;
    const { personId } = told.person;
    if (record.key !== personId) return 'the record key is not the person';
    const bureau = bureauOf(record);
    const message = messageOf(bureau, told);
    const executed = await this.commands.act(actorOf(bureau), personId, person, {
      type: 'TakeMessage',
      personId,
      message,
      at,
    });
    if (executed.outcome !== 'rejected') return undefined;
    await this.note(bureau, personId, {
      type: 'BureauMessageRefused',
      data: {
        messageId: messageIdOf(record),
        personId,
        bureau,
        messageNo: message.messageNo,
        digest: hash('sha256', record.value),
        because: executed.reason,
        refusedAt: at,
      },
    });
    return undefined;
  }

  async park(record: RawRecord, because: string): Promise<void> {
    const { topic, partition, offset } = record;
    const [messageId, bureau] = [messageIdOf(record), bureauOf(record)];
    await this.note(bureau, messageId, {
      type: 'BureauMessageParked',
      data: { messageId, bureau, topic, partition, offset, because, parkedAt: this.clock.now() },
    });
  }

  /** What is no message may be anything, a name among it: its hash is kept, and the topic has the rest. */
  evidence(record: ForgedRecord): ForgedRecord {
    const key = Uuid.safeParse(record.key).success ? record.key : 'no id';
    return { ...record, key, value: `sha256 ${hash('sha256', record.value)}` };
  }

  private async note(bureau: Bureau, subject: string, fact: IntakeEvent): Promise<void> {
    await this.commands.act(actorOf(bureau), subject, messageIntake, { type: 'NoteIntake', fact });
  }
}

const bureauOf = ({ topic }: RawRecord): Bureau => topics[topic as Topic] as Bureau;

/** Whom a message's effect is noted under. */
const actorOf = (bureau: Bureau): string => `${bureau}-messages`;
