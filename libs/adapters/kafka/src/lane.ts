import { Partitioners, type Kafka, type Producer } from 'kafkajs';
import { retrying, type Log } from '@canbao/runtime';
import { metadataMaxAgeMs } from './client';
import type { OutgoingRecord } from './envelope';

/** Records of one partition that are sent, and sent again, together. */
export interface Parcel {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

const largestParcelBytes = 512 * 1024; // the broker's default limit is 1 MiB a batch

/** Cuts records of one partition into parcels below the broker's limit, in order. */
export const parcelsOf = (
  topic: string,
  partition: number,
  records: readonly OutgoingRecord[],
  limit: number = largestParcelBytes,
): Parcel[] => {
  const parcels: OutgoingRecord[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(record.value) + 300; // key, headers and framing
    if (bytes + size > limit) {
      parcels.push([]);
      bytes = 0;
    }
    parcels.at(-1)?.push(record);
    bytes += size;
  }
  return parcels.map((some) => ({ topic, partition, records: some }));
};

/**
 * One producer with one send in flight, owning fixed partitions. kafkajs can resolve a send that lost a
 * record when a
 * send spans partitions or follows a failed one on the same producer (reliability §1, facts 1 and 2); so a
 * send has one
 * partition, its answer is checked, and after any error the producer is thrown away and the same parcel is
 * sent again.
 */
export class Lane {
  private producer: Producer | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly log: Log,
  ) {}

  /**
   * Sends the parcels one after another, each until it is acknowledged. @throws when `stillLeading` does, or
   * on stop.
   */
  async send(
    parcels: readonly Parcel[],
    stillLeading: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const parcel of parcels) {
      const { topic, partition } = parcel;
      let leadLost: unknown;
      const attemptSend = async (attempt: number): Promise<void> => {
        if (attempt > 0)
          await stillLeading().catch((error: unknown) => {
            leadLost = error;
            throw error;
          });
        await this.sendOnce(parcel);
      };
      await retrying(attemptSend, {
        mayRetry: (error) => error !== leadLost,
        onRetry: async (error, attempt) => {
          this.log.error(
            { error: String(error), topic, partition, attempt },
            'publishing failed, sending the same records again',
          );
          await this.discard();
        },
        signal,
      });
    }
  }

  /** Throws the producer away, whatever state it is in. */
  async discard(): Promise<void> {
    const old = this.producer;
    this.producer = undefined;
    await old?.disconnect().catch(() => undefined);
  }

  private async sendOnce({ topic, partition, records }: Parcel): Promise<void> {
    this.producer ??= await this.connect();
    const messages = records.map(({ key, value, headers }) => ({
      key,
      value,
      partition,
      headers: { ...headers },
    }));
    const answers = await this.producer.send({ topic, acks: -1, timeout: 10_000, messages });
    const answer = answers.find((one) => one.topicName === topic && one.partition === partition);
    if (
      answer === undefined ||
      answer.errorCode !== 0 ||
      answer.baseOffset === undefined ||
      answer.baseOffset === '-1'
    ) {
      throw new Error(
        `the broker did not acknowledge ${topic}/${partition}: ${JSON.stringify(answer ?? 'no answer')}`,
      );
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      metadataMaxAge: metadataMaxAgeMs,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 3_000 },
    });
    await producer.connect();
    return producer;
  }
}
