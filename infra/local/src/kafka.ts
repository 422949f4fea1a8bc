import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { reaches } from './reach';
import { alone, type Crew, type Program, type Running } from './supervise';

const jars = resolve(__dirname, '../../kafka/target/libs');

/** A broker's log4j2 settings: what it does and what goes wrong, one line each, without its settings. */
export const brokerLogging = [
  'rootLogger.level=warn',
  'logger.kafka.name=kafka',
  'logger.kafka.level=info',
  'logger.server.name=org.apache.kafka.server',
  'logger.server.level=info',
  'logger.storage.name=org.apache.kafka.storage',
  'logger.storage.level=info',
  'logger.config.name=kafka.server.KafkaConfig',
  'logger.config.level=warn',
  'appender.out.type=Console',
  'appender.out.name=out',
  'appender.out.layout.type=PatternLayout',
  'appender.out.layout.pattern=%d %p %m (%c{1})%n',
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

/**
 * A real Apache Kafka broker in KRaft mode, ready to be started; its data stay in the folder. It works in
 * that folder and knows only names within it: commas, blanks and backslashes of the path mean something in
 * its settings, and colons in its class path.
 */
export const kafkaProgram = async (
  crew: Crew,
  data: string,
  port: number,
  controller: number,
): Promise<Program & { readonly brokers: readonly string[] }> => {
  const folder = join(data, 'kafka');
  const brokers = [`127.0.0.1:${port}`];
  mkdirSync(folder, { recursive: true });
  linkJars(folder);
  writeFileSync(join(folder, 'server.properties'), properties('logs', port, controller));
  writeFileSync(join(folder, 'log4j2.properties'), brokerLogging);
  const java = ['-cp', 'jars/*', '-Dlog4j2.configurationFile=log4j2.properties'];
  const broker = {
    name: 'Kafka',
    log: join(folder, 'broker.log'),
    command: 'java',
    cwd: folder,
    // Java reads the name of its folder by the locale: without one it sees ? in place of Chinese characters.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  };
  const small = ['-Xmx384m', '-Xms128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  if (!existsSync(join(folder, 'logs/meta.properties'))) {
    // Into a folder beside, renamed when it is complete: a format that is broken off leaves half a folder.
    writeFileSync(join(folder, 'format.properties'), properties('logs.new', port, controller));
    rmSync(join(folder, 'logs.new'), { recursive: true, force: true });
    const format = ['format', '-t', 'Y2FuYmFvLWxvY2FsLWthZg', '-c', 'format.properties'];
    await crew.run({
      ...broker,
      name: 'kafka-storage format',
      args: [...small, ...java, 'kafka.tools.StorageTool', ...format],
    });
    setAside(join(folder, 'logs'));
    renameSync(join(folder, 'logs.new'), join(folder, 'logs'));
  }
  return {
    ...broker,
    args: [...small, ...java, 'kafka.Kafka', 'server.properties'],
    answers: () => reaches({ brokers }),
    brokers,
  };
};

const linkJars = (folder: string): void => {
  rmSync(join(folder, 'jars'), { force: true });
  symlinkSync(jars, join(folder, 'jars'));
};

/** An unfinished folder is kept if anything is in it: it may be more than a format that was broken off. */
const setAside = (logs: string): void => {
  if (lstatSync(logs, { throwIfNoEntry: false }) === undefined) return;
  if (readdirSync(logs).length === 0) rmSync(logs, { recursive: true });
  else renameSync(logs, `${logs}.unfinished-${Date.now()}`);
};

/** Such a broker by itself, running; it is not started again when it dies. */
export const startKafka = async (
  data: string,
  port: number,
  controller: number,
): Promise<Running & { brokers: readonly string[] }> => {
  const { program, stop } = await alone((crew) => kafkaProgram(crew, data, port, controller));
  return { brokers: program.brokers, stop };
};
