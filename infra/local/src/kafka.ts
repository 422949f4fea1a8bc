import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { waitFor } from '@canbao/runtime';
import { StartFault } from './settings';
import type { Running } from './postgres';

const jars = join(__dirname, '../../kafka/target/libs/*');

/** A broker's log4j2 settings: warnings, one line each. */
export const brokerLogging = [
  'rootLogger.level=warn',
  'appender.out.type=Console',
  'appender.out.name=out',
  'appender.out.layout.type=PatternLayout',
  'appender.out.layout.pattern=%d %p %m%n',
  'rootLogger.appenderRef.out.ref=out',
  '',
].join('\n');

/**
 * A single broker keeps one replica of everything: enough for one machine. Production refuses fewer than
 * three.
 */
const properties = (logs: string, port: number, controller: number): string =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'controller.listener.names=CONTROLLER',
    `log.dirs=${logs}`,
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'offsets.topic.num.partitions=4',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    'unclean.leader.election.enable=false',
    'log.retention.hours=-1',
  ].join('\n');

/** A real Apache Kafka broker in KRaft mode; its data stay in the folder. */
export const startKafka = async (
  data: string,
  port: number,
  controller: number,
): Promise<Running & { brokers: readonly string[] }> => {
  const folder = join(data, 'kafka');
  const [config, logs] = [join(folder, 'server.properties'), join(folder, 'logs')];
  mkdirSync(folder, { recursive: true });
  writeFileSync(config, properties(logs, port, controller));
  const logConfig = join(folder, 'log4j2.properties');
  writeFileSync(logConfig, brokerLogging);
  const java = ['-cp', jars, `-Dlog4j2.configurationFile=${logConfig}`];
  if (!existsSync(join(logs, 'meta.properties'))) {
    const format = spawnSync(
      'java',
      [...java, 'kafka.tools.StorageTool', 'format', '-t', 'Y2FuYmFvLWxvY2FsLWthZg', '-c', config],
      { encoding: 'utf8' },
    );
    if (format.status !== 0)
      throw new StartFault(`Kafka could not prepare ${logs}: ${format.stderr.slice(-500)}`);
  }
  const output = openSync(join(folder, 'broker.log'), 'a');
  const broker = spawn(
    'java',
    ['-Xmx384m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...java, 'kafka.Kafka', config],
    { stdio: ['ignore', output, output], detached: true },
  );
  let ended = false;
  const end = new Promise<void>((resolve) => {
    broker.once('exit', () => {
      ended = true;
      resolve();
    });
  });
  await ready(port, () => ended, join(folder, 'broker.log'));
  return {
    brokers: [`127.0.0.1:${port}`],
    stop: async () => {
      if (!ended) broker.kill('SIGTERM');
      await end;
    },
  };
};

const ready = async (port: number, ended: () => boolean, log: string): Promise<void> => {
  const isUp = await waitFor(
    async () => {
      if (ended()) throw new StartFault(`Kafka stopped while starting; ${log} says why.`);
      return (await answers(port)) ? true : undefined;
    },
    { timeoutMs: 60_000, everyMs: 150 },
  );
  if (isUp === undefined) throw new StartFault(`Kafka did not answer within a minute; ${log} says why.`);
};

const answers = async (port: number): Promise<boolean> => {
  const admin = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 1000,
  }).admin();
  try {
    await admin.connect();
    await admin.describeCluster();
    return true;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};
