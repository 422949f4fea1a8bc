import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@canbao/infra-local/free-ports';
import { Crew, type Program } from '@canbao/infra-local/supervise';
import { createTopics, kafkaClient } from '@canbao/kafka';
import { containers, environmentIn } from '@canbao/test-servers/compose-file';

jest.setTimeout(240_000);

const jars = join(__dirname, '../../infra/kafka/target/libs/*');
const path = { PATH: process.env['PATH'] };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** The settings of logs that the image brings along. */
const logging = `
Configuration:
  Properties: { Property: [] }
  Appenders: { Console: { name: STDOUT, PatternLayout: { pattern: "%d %p %m%n" } } }
  Loggers: { Root: { level: INFO, AppenderRef: [{ ref: STDOUT }] }, Logger: [] }
`;

describe('the Kafka of docker-compose.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canbao-compose-'));
  chmodSync(folder, 0o755);
  const volume = join(folder, 'volume');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps its topics in its volume when the container is made anew', async () => {
    const { kafka } = containers();
    const [mount = ''] = kafka?.volumes ?? [];
    const [port = 0, controller = 0] = await freePorts(2);
    // The same environment, on this machine: the volume is a folder, and the host is this one.
    const here = (value: string): string =>
      value
        .replace(mount.split(':')[1] ?? '', volume)
        .replaceAll('9092', String(port))
        .replaceAll('9093', String(controller))
        .replaceAll(/\bkafka:(?=\d)/g, '127.0.0.1:')
        .replaceAll('@kafka:', '@127.0.0.1:');
    const environment = Object.fromEntries(
      Object.entries(environmentIn(kafka ?? {}, () => '')).map(([name, value]) => [name, here(value)]),
    );
    mkdirSync(volume);
    const servers = { brokers: [`127.0.0.1:${port}`] };
    const topicsOf = async (): Promise<string[]> => {
      const admin = kafkaClient(servers, 'compose', quiet).admin();
      await admin.connect();
      return admin.listTopics().finally(() => admin.disconnect());
    };

    /** A container: what the image sets up, made anew, and the broker on it. */
    const container = async (name: string): Promise<Crew> => {
      const at = join(folder, name);
      for (const part of ['default', 'mounted', 'final']) mkdirSync(join(at, part), { recursive: true });
      writeFileSync(join(at, 'default/server.properties'), '');
      for (const file of ['log4j2.yaml', 'tools-log4j2.yaml'])
        writeFileSync(join(at, 'default', file), logging);
      const places = ['default', 'mounted', 'final'].flatMap((one) => [`--${one}-configs-dir`, one]);
      const setUp = spawnSync(
        'java',
        ['-cp', jars, 'kafka.docker.KafkaDockerWrapper', 'setup', ...places],
        // The image's own identity of a cluster.
        { cwd: at, encoding: 'utf8', env: { CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw', ...path, ...environment } },
      );
      expect(`${setUp.stdout}${setUp.stderr}`).toMatch(/Formatting|already formatted/);
      expect(readFileSync(join(at, 'final/server.properties'), 'utf8')).toContain(`log.dirs=${volume}/logs`);
      const program: Program = {
        name: 'Kafka',
        log: join(at, 'broker.log'),
        command: 'java',
        args: ['-Xmx320m', '-cp', jars, 'kafka.Kafka', 'final/server.properties'],
        cwd: at,
        env: path,
        answers: () =>
          topicsOf().then(
            () => true,
            () => false,
          ),
      };
      const crew = new Crew({ restartsMax: 0 });
      await crew.supervise(program).ready();
      return crew;
    };

    const first = await container('first');
    await createTopics(servers, { profile: 'sandbox', log: quiet });
    const made = (await topicsOf()).toSorted();
    expect(made.length).toBeGreaterThan(3);
    await first.stop();
    rmSync(join(folder, 'first'), { recursive: true });
    const second = await container('second');
    expect((await topicsOf()).toSorted()).toEqual(made);
    await second.stop();
  });
});
