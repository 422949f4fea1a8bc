import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { readTopic, type KafkaServers, type TopicRecord } from '@canbao/kafka';
import { freePorts } from '@canbao/infra-local/free-ports';
import { brokerLogging } from '@canbao/infra-local/kafka';
import { waitFor } from '@canbao/runtime';
import { TcpProxy } from './proxy';

const jars = join(__dirname, '../../infra/kafka/target/libs/*');
const clusterId = 'Y2FuYmFvLWZhdWx0cy0wMQ';

/** A server whose process can be killed and paused. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  stop(): void;
  resume(): void;
  /** Starts it unless it is running. Returns once it is started, not once it is ready. */
  start(): Promise<void>;
}

/** A broker and controller; clients reach it only through its proxy, brokers reach each other directly. */
export class Broker implements Victim {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  readonly name: string;

  constructor(
    readonly id: number,
    readonly proxy: TcpProxy,
    private readonly folder: string,
  ) {
    this.name = `kafka-${id}`;
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  async start(): Promise<void> {
    if (this.child !== undefined) return;
    const output = openSync(join(this.folder, 'broker.log'), 'a');
    const child = spawn(
      'java',
      [
        '-Xmx320m',
        '-Xms96m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        jars,
        `-Dlog4j2.configurationFile=${join(this.folder, 'log4j2.properties')}`,
        'kafka.Kafka',
        join(this.folder, 'server.properties'),
      ],
      { stdio: ['ignore', output, output], detached: true },
    );
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', () => {
        if (this.child === child) this.child = undefined;
        resolve();
      });
    });
  }

  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  stop(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }
}

/** Three real brokers, set up as in production: three replicas, two in sync, no unclean election. */
export class Cluster {
  private constructor(
    readonly brokers: readonly Broker[],
    private readonly direct: readonly number[],
  ) {}

  static async start(data: string): Promise<Cluster> {
    const ports = await freePorts(9);
    const [clients, brokersPorts, controllers] = [ports.slice(0, 3), ports.slice(3, 6), ports.slice(6, 9)];
    const voters = controllers.map((port, index) => `${index + 1}@127.0.0.1:${port}`).join(',');
    const brokers = await Promise.all(
      clients.map(async (port, index) => {
        const folder = join(data, `kafka-${index + 1}`);
        const proxy = await TcpProxy.listen(port);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, 'log4j2.properties'), brokerLogging);
        writeFileSync(
          join(folder, 'server.properties'),
          properties({
            id: index + 1,
            folder,
            client: port,
            advertised: proxy.port,
            inner: brokersPorts[index] ?? 0,
            controller: controllers[index] ?? 0,
            voters,
          }),
        );
        return new Broker(index + 1, proxy, folder);
      }),
    );
    for (const { name } of brokers) format(join(data, name));
    const cluster = new Cluster(brokers, clients);
    await Promise.all(brokers.map((broker) => broker.start()));
    await cluster.ready();
    return cluster;
  }

  get servers(): KafkaServers {
    return { brokers: this.addresses };
  }

  /** The addresses that clients use: those of the proxies. */
  get addresses(): readonly string[] {
    return this.brokers.map(({ proxy }) => `127.0.0.1:${proxy.port}`);
  }

  broker(id: number): Broker {
    const broker = this.brokers.find((member) => member.id === id);
    if (broker === undefined) throw new Error(`there is no broker ${id}`);
    return broker;
  }

  /**
   * A client with short time-outs for the harness itself. It bootstraps from any broker except the excluded
   * ones.
   */
  client(...without: readonly Broker[]): Kafka {
    return new Kafka({
      clientId: 'faults',
      brokers: this.addresses.filter((_, index) => !without.some(({ id }) => id === index + 1)),
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 500 },
    });
  }

  /** Waits until all three brokers answer and every copy of every partition is in sync. */
  async ready(timeoutMs = 150_000): Promise<void> {
    let obstacle: string | undefined;
    const isWhole = await waitFor(
      async () => {
        obstacle = await this.obstacle().catch(String);
        return obstacle === undefined ? true : undefined;
      },
      { timeoutMs, everyMs: 200 },
    );
    if (isWhole === undefined)
      throw new Error(`the cluster was not fully in sync within ${timeoutMs} ms: ${obstacle}`);
  }

  /** Why the cluster is not fully in sync; undefined when it is. */
  private async obstacle(): Promise<string | undefined> {
    const admin = this.client().admin();
    try {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      const { topics } = await admin.fetchTopicMetadata();
      const lagging = topics.flatMap(({ name, partitions }) =>
        partitions
          .filter(({ isr, replicas, leader }) => leader < 0 || isr.length < replicas.length)
          .map(({ partitionId }) => `${name}/${partitionId}`),
      );
      const listening = await Promise.all(this.direct.map(answers));
      const isWhole =
        brokers.length === this.brokers.length && lagging.length === 0 && listening.every(Boolean);
      return isWhole
        ? undefined
        : `${brokers.length} brokers, listening: ${listening.join(' ')}, not in sync: ${lagging.join(' ')}`;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  async leaderOf(topic: string, partition: number, ...without: readonly Broker[]): Promise<Broker> {
    const admin = this.client(...without).admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return this.broker(
        topics[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader ?? 0,
      );
    } finally {
      await admin.disconnect();
    }
  }

  /** All records of a topic, partition by partition, in order. */
  async records(topic: string): Promise<TopicRecord[]> {
    const all: TopicRecord[] = [];
    await readTopic(this.client(), topic, async (records) => {
      all.push(...records);
    });
    return all.sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
  }

  async close(): Promise<void> {
    await Promise.all(
      this.brokers.map(async (broker) => {
        await broker.kill();
        await broker.proxy.close();
      }),
    );
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        answer(true);
      })
      .once('error', () => answer(false));
  });

const properties = (at: {
  id: number;
  folder: string;
  client: number;
  advertised: number;
  inner: number;
  controller: number;
  voters: string;
}): string => {
  const host = '127.0.0.1';
  const listeners = [
    `CLIENT://${host}:${at.client}`,
    `INNER://${host}:${at.inner}`,
    `CONTROLLER://${host}:${at.controller}`,
  ];
  return [
    'process.roles=broker,controller',
    `node.id=${at.id}`,
    `controller.quorum.voters=${at.voters}`,
    `listeners=${listeners.join(',')}`,
    `advertised.listeners=CLIENT://${host}:${at.advertised},INNER://${host}:${at.inner}`,
    'listener.security.protocol.map=CLIENT:PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=INNER',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${join(at.folder, 'logs')}`,
    'default.replication.factor=3',
    'min.insync.replicas=2',
    'unclean.leader.election.enable=false',
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=3',
    'offsets.topic.num.partitions=3',
    'transaction.state.log.replication.factor=3',
    'transaction.state.log.min.isr=2',
    'transaction.state.log.num.partitions=3',
    'share.coordinator.state.topic.replication.factor=3',
    'share.coordinator.state.topic.min.isr=2',
    'group.initial.rebalance.delay.ms=0',
    'log.retention.hours=-1',
    'group.min.session.timeout.ms=1000',
    'num.network.threads=2',
    'num.io.threads=3',
    'log.cleaner.enable=false',
  ].join('\n');
};

const format = (folder: string): void => {
  const done = spawnSync(
    'java',
    [
      '-XX:TieredStopAtLevel=1',
      '-cp',
      jars,
      `-Dlog4j2.configurationFile=${join(folder, 'log4j2.properties')}`,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      clusterId,
      '-c',
      join(folder, 'server.properties'),
    ],
    { encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Error(`Kafka could not prepare ${folder}: ${done.stderr.slice(-500)}`);
};
