import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BureauWays } from '@canbao/bureaus';
import { Clock } from '@canbao/calendar';
import { BureauAnswerRecord, BureauDayRecord, topics, type Topic } from '@canbao/contracts';
import {
  answerCommand,
  answerIntake,
  dayLineOf,
  dayTotalsOf,
  insuranceOf,
  posting,
  type BureauName,
} from '@canbao/domain-ledger-sync';
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
  uuidOf,
  type Settings,
} from '@canbao/service-kit';
import { z } from 'zod';
import { BureauDays } from '../days/bureau-days';

const topicOf = { pension: 'hrss.postings', medical: 'medical-bureau.postings' } as const;

/**
 * Answers of the bureaus that read `ledger.events` themselves. Each becomes what the answer of a bureau over
 * HTTP becomes; a record that is no answer is kept with the reason, and the bureau is told.
 */
@Injectable()
export class AnswerIntake implements Intake, OnApplicationBootstrap, OnModuleDestroy {
  private readonly answers: TopicIntake;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    ways: BureauWays,
    inbox: PostgresInbox,
    private readonly commands: Commands,
    private readonly clock: Clock,
    private readonly days: BureauDays,
    log: ServiceLog,
  ) {
    this.answers = new TopicIntake({
      consumer: 'ledger-sync-intake',
      topics: (['pension', 'medical'] as const)
        .filter((insurance) => ways[insurance] === 'topic')
        .map((insurance) => topicOf[insurance]),
      intake: this,
      settings,
      inbox,
      log,
    });
  }

  onApplicationBootstrap(): void {
    this.answers.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.answers.stop();
  }

  async take(record: RawRecord): Promise<string | undefined> {
    const at = this.clock.now();
    const form = messageIn(OfDay, record, at);
    if (typeof form === 'string') return form;
    if (form.day !== undefined) return this.takeDay(record);
    const told = messageIn(BureauAnswerRecord, record, at);
    if (typeof told === 'string') return told;
    const bureau = bureauOf(record);
    const idFor = (text: string): string => uuidOf(`${told.answers}|${text}`);
    const command = answerCommand(bureau, record.key, told, idFor, at);
    if (typeof command === 'string') return command;
    await this.commands.act(actorOf(bureau), command.personId, posting, command);
    return undefined;
  }

  /** A bureau's totals of a day, or a part of its lines. */
  private async takeDay(record: RawRecord): Promise<string | undefined> {
    const told = messageIn(BureauDayRecord, record, this.clock.now());
    if (typeof told === 'string') return told;
    const { answers, day, part, parts, lines } = told;
    if (record.key !== answers) return 'the record key is not the question';
    if (part > parts) return 'the part is beyond the parts';
    await this.days.take({ insurance: insuranceOf(bureauOf(record)), day }, answers, {
      totals: dayTotalsOf(told),
      part,
      parts,
      lines: lines.map(dayLineOf),
    });
    return undefined;
  }

  async park(record: RawRecord, because: string): Promise<void> {
    const { topic, partition, offset } = record;
    const [messageId, bureau] = [messageIdOf(record), bureauOf(record)];
    await this.commands.act(actorOf(bureau), messageId, answerIntake, {
      type: 'NoteAnswerParked',
      fact: {
        type: 'BureauAnswerParked',
        data: { messageId, bureau, topic, partition, offset, because, parkedAt: this.clock.now() },
      },
    });
  }
}

/** Of a day, or of a month. */
const OfDay = z.looseObject({ day: z.unknown().optional() });

const bureauOf = ({ topic }: RawRecord): BureauName => topics[topic as Topic] as BureauName;

/** Whom an answer's effect is noted under. */
const actorOf = (bureau: BureauName): string => `${bureau}-answers`;
