import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel, type Admin } from 'kafkajs';

export interface TopicWork {
  readonly records: number;
  /** In the log's segments, as the broker stores them: batches as they were sent. */
  readonly bytes: number;
}
export type TopicLogs = Readonly<Record<string, TopicWork>>;

const bytesByTopic = (folder: string): Record<string, number> => {
  const bytes: Record<string, number> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const topic = /^(.+)-\d+$/.exec(entry.name)?.[1];
    if (!entry.isDirectory() || topic === undefined) continue;
    for (const file of readdirSync(join(folder, entry.name)))
      if (file.endsWith('.log'))
        bytes[topic] = (bytes[topic] ?? 0) + statSync(join(folder, entry.name, file)).size;
  }
  return bytes;
};

const recordsOf = async (admin: Admin, topic: string): Promise<number> =>
  (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);

/** The logs of a broker on this machine, in the stack's data folder. */
export class TopicLog {
  private constructor(
    private readonly admin: Admin,
    private readonly folder: string,
  ) {}

  static async open(brokers: readonly string[], data: string): Promise<TopicLog> {
    const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    return new TopicLog(admin, join(data, 'kafka/logs'));
  }

  async sizes(): Promise<TopicLogs> {
    const sizes: Record<string, TopicWork> = {};
    for (const [topic, bytes] of Object.entries(bytesByTopic(this.folder)))
      if (!topic.startsWith('__cluster'))
        sizes[topic] = { bytes, records: await recordsOf(this.admin, topic) };
    return sizes;
  }

  close(): Promise<void> {
    return this.admin.disconnect();
  }
}
