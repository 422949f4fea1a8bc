import { dayOf, type Instant } from '@canbao/calendar';
import { topics, type Topic } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { ConsumerLoop, IntakeHandler, RecordMacs, type Intake } from '@canbao/kafka';
import type { PostgresInbox } from '@canbao/postgres';
import type { z } from 'zod';
import { parseJsonBody } from '../http/json-body';
import { assertPlain } from '../http/plain-text';
import { Problem } from '../http/problem';
import type { ServiceLog } from '../lifecycle/service-log';
import { kafkaOf, type Settings } from '../lifecycle/settings';
import { uuidOf } from '../uuid-of';

/** Configuration: before a loop that has ended for good begins again. */
const restartMs = 5_000;

/** What is taken, by whom, and from where. */
export interface TopicIntakeOptions {
  readonly consumer: string;
  readonly topics: readonly Topic[];
  readonly intake: Intake;
  readonly settings: Settings;
  readonly inbox: PostgresInbox;
  readonly log: ServiceLog;
}

/**
 * Messages from topics that somebody outside writes. A loop of its own, so that their bad record can never
 * hold up a person's events. Topics whose writer has no secret in the settings are not read, and the log says
 * so.
 */
export class TopicIntake {
  private loop: ConsumerLoop | undefined;
  private restart: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly options: TopicIntakeOptions) {}

  start(): void {
    const { settings, log } = this.options;
    const read = this.options.topics.filter((topic) => settings.ENVELOPE_KEYS[topics[topic]] !== undefined);
    const unread = this.options.topics.filter((topic) => !read.includes(topic));
    if (unread.length > 0)
      log.info({ topics: unread }, 'ENVELOPE_KEYS has no secret of their writers: these topics are not read');
    if (read.length > 0) this.begin(read);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.restart);
    await this.loop?.stop();
  }

  private begin(read: readonly Topic[]): void {
    const { settings, inbox, log, consumer, intake } = this.options;
    const macs = new RecordMacs(settings.ENVELOPE_KEYS);
    this.loop = new ConsumerLoop({
      inbox,
      servers: kafkaOf(settings),
      consumer,
      topics: read,
      macs,
      intake: new IntakeHandler(consumer, inbox, intake, macs, log),
      log,
      onFatal: () => this.beginAgain(read),
    });
    this.loop.start().catch((error: unknown) => {
      log.error({ alarm: 'consumer-crash', consumer, error: String(error) }, 'the intake could not start');
      this.beginAgain(read);
    });
  }

  private beginAgain(read: readonly Topic[]): void {
    const ended = this.loop;
    this.loop = undefined;
    void ended?.stop().catch(() => undefined);
    if (!this.isStopped) this.restart = setTimeout(() => this.begin(read), restartMs);
  }
}

/** Follows from where the record lies. */
export const messageIdOf = ({ topic, partition, offset }: RawRecord): string =>
  uuidOf(`${topic}|${partition}|${offset}`);

/** The message, or why the record is none: paths and codes only, since what came may be personal data. */
export const messageIn = <Schema extends z.ZodType>(
  schema: Schema,
  record: RawRecord,
  at: Instant,
): z.output<Schema> | string => {
  try {
    const parsed = schema.safeParse(parseJsonBody(Buffer.from(record.value)));
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
