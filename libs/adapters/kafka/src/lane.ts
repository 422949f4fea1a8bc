import { Partitioners, type Kafka, type Producer, type RecordMetadata } from 'kafkajs';
import { retrying, type Log } from '@canbao/runtime';
import { clientRetry, metadataMaxAgeMs } from './client';
import type { OutgoingRecord } from './envelope';

/** Records of one partition that are sent, and if need be sent again, together. */
export interface Parcel {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

/** Called before every attempt, from 0. @throws when another relay leads. */
export type AssertLeading = (attempt: number) => Promise<void>;

/** Half of the broker's default limit of 1 MiB a batch. */
const parcelBytesMax = 512 * 1024;
/** Estimate of a record's key, headers and framing. */
const overheadBytes = 300;

/** Cuts records of one partition into parcels below the broker's limit, in order. */
export const parcelsOf = (
  topic: string,
  partition: number,
  records: readonly OutgoingRecord[],
  bytesMax: number = parcelBytesMax,
): Parcel[] => {
  const parcels: OutgoingRecord[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = Buffer.byteLength(record.value) + overheadBytes;
    if (bytes + size > bytesMax) {
      parcels.push([]);
      bytes = 0;
    }
    parcels.at(-1)?.push(record);
    bytes += size;
  }
  return parcels.map((parcel) => ({ topic, partition, records: parcel }));
};

/**
 * One producer with one send in flight, which owns fixed partitions. kafkajs may report success for a send
 * that lost a record if the send spans partitions or follows a failed one on the same producer. So a send has
 * one partition, its answer is checked, and after any error the producer is discarded and the same parcel is
 * sent again.
 */
export class Lane {
  private producer: Producer | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly log: Log,
  ) {}

  /**
   * Sends the parcels one after another, each until it is acknowledged.
   * @throws what `assertLeading` throws, or the signal's reason.
   */
  async send(parcels: readonly Parcel[], assertLeading: AssertLeading, signal: AbortSignal): Promise<void> {
    for (const parcel of parcels) await this.sendParcel(parcel, assertLeading, signal);
  }

  /** Discards the producer, whatever state it is in. */
  async discard(): Promise<void> {
    const discarded = this.producer;
    this.producer = undefined;
    await discarded?.disconnect().catch(() => undefined);
  }

  private async sendParcel(parcel: Parcel, assertLeading: AssertLeading, signal: AbortSignal): Promise<void> {
    const { topic, partition } = parcel;
    let leadLost: unknown;
    const attemptSend = async (attempt: number): Promise<void> => {
      await assertLeading(attempt).catch((error: unknown) => {
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

  private async sendOnce({ topic, partition, records }: Parcel): Promise<void> {
    this.producer ??= await this.connect();
    const messages = records.map(({ key, value, headers }) => ({
      key,
      value,
      partition,
      headers: { ...headers },
    }));
    const answers = await this.producer.send({ topic, acks: -1, timeout: 10_000, messages });
    const answer = answers.find(
      (metadata) => metadata.topicName === topic && metadata.partition === partition,
    );
    if (answer === undefined || !isAcknowledged(answer))
      throw new Error(
        `the broker did not acknowledge ${topic}/${partition}: ${JSON.stringify(answer ?? 'no answer')}`,
      );
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      metadataMaxAge: metadataMaxAgeMs,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: clientRetry,
    });
    await producer.connect();
    return producer;
  }
}

const isAcknowledged = ({ errorCode, baseOffset }: RecordMetadata): boolean =>
  errorCode === 0 && baseOffset !== undefined && baseOffset !== '-1';
