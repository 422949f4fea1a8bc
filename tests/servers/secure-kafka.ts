import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '@canbao/infra-local/free-ports';
import { brokerLogging } from '@canbao/infra-local/kafka';
import { reaches } from '@canbao/infra-local/reach';
import type { KafkaServers } from '@canbao/kafka';
import { waitFor } from '@canbao/runtime';

const execute = promisify(execFile);
export { reaches };

const jars = join(__dirname, '../../infra/kafka/target/libs/*');

/** A broker that takes TLS and a login only, and lets nobody do what no rule allows. */
export interface SecureKafka {
  /** As this user, with the password that is theirs unless another is given. */
  as(user: string, password?: string): KafkaServers;
  /** What a client needs if it is to show a certificate of its own. */
  readonly files: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Runs Kafka's own tool with each rule, as an operator would. @throws what the tool says when it fails. */
  acls(rules: readonly (readonly string[])[]): Promise<void>;
  stop(): Promise<void>;
}

const aclTool = 'org.apache.kafka.tools.AclCommand';
/** A runtime of Java alone has none. */
const hasCompiler = (): boolean => spawnSync('javac', ['-version']).status === 0;

const passwordOf = (user: string): string => `secret-of-${user}`;

/** Starts the broker in a folder, with these users beside `admin`. */
export const startSecureKafka = async (folder: string, users: readonly string[]): Promise<SecureKafka> => {
  mkdirSync(folder, { recursive: true });
  const [port = 0, controller = 0] = await freePorts(2);
  const at = (name: string): string => join(folder, name);
  makeCertificates(at);
  writeFileSync(at('log4j2.properties'), brokerLogging);
  writeFileSync(at('server.properties'), properties(at, port, controller));
  writeFileSync(at('admin.properties'), adminProperties(at));
  const java = [
    '-XX:TieredStopAtLevel=1',
    '-cp',
    jars,
    `-Dlog4j2.configurationFile=${at('log4j2.properties')}`,
  ];
  const scram = ['admin', ...users].flatMap((user) =>
    ['SCRAM-SHA-512', 'SCRAM-SHA-256'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${user},password=${passwordOf(user)}]`,
    ]),
  );
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'Y2FuYmFvLXNlY3VyZS0wMQ', ...scram];
  const formatted = spawnSync('java', [...java, ...format, '-c', at('server.properties')], {
    encoding: 'utf8',
  });
  if (formatted.status !== 0) throw new Error(`Kafka could not prepare ${folder}: ${formatted.stderr}`);
  const output = openSync(at('broker.log'), 'a');
  const broker = spawn('java', ['-Xmx320m', ...java, 'kafka.Kafka', at('server.properties')], {
    stdio: ['ignore', output, output],
  });
  const ended = new Promise<void>((resolve) => void broker.once('exit', () => resolve()));
  const secure: SecureKafka = {
    as: (user, password = passwordOf(user)) => ({
      brokers: [`127.0.0.1:${port}`],
      tls: { ca: readFileSync(at('ca.pem'), 'utf8') },
      sasl: { mechanism: 'scram-sha-512', username: user, password },
    }),
    files: { ca: at('ca.pem'), cert: at('client.pem'), key: at('client.key') },
    acls: async (rules) => {
      const server = ['--bootstrap-server', `127.0.0.1:${port}`, '--command-config', at('admin.properties')];
      const calls = rules.map((rule) => [...server, ...rule]);
      if (hasCompiler()) {
        writeFileSync(at('acl-calls'), calls.map((call) => call.join('\t')).join('\n'));
        await execute('java', [...java, join(__dirname, 'AclCalls.java'), at('acl-calls')]);
      } else for (const call of calls) await execute('java', [...java, aclTool, ...call]);
    },
    stop: async () => {
      broker.kill('SIGKILL');
      await ended;
    },
  };
  const isUp = (): Promise<true | undefined> => reaches(secure.as('admin')).then((up) => up || undefined);
  if ((await waitFor(isUp, { timeoutMs: 60_000, everyMs: 200 })) === undefined) {
    await secure.stop();
    throw new Error(`Kafka did not start:\n${readFileSync(at('broker.log'), 'utf8').slice(-2_000)}`);
  }
  return secure;
};

/** An authority, certificates that it has signed for broker and client, and another authority. */
const makeCertificates = (at: (name: string) => string): void => {
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout'];
  for (const name of ['ca', 'stranger'])
    openssl('req', '-x509', ...key, at(`${name}.key`), '-out', at(`${name}.pem`), '-subj', `/CN=${name}`);
  for (const name of ['broker', 'client']) {
    const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-copy_extensions', 'copy'];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    openssl('req', ...key, at(`${name}.key`), '-out', at(`${name}.csr`), ...subject);
    openssl('x509', '-req', '-in', at(`${name}.csr`), ...signed, '-out', at(`${name}.pem`));
  }
  writeFileSync(
    at('broker.store'),
    ['broker.key', 'broker.pem'].map((name) => readFileSync(at(name))).join(''),
  );
};

const scramModule = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
const plainModule = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
const plainUser = `user_plain="${passwordOf('plain')}"`;
const admin = `username="admin" password="${passwordOf('admin')}"`;

const properties = (at: (name: string) => string, port: number, controller: number): string =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'listener.security.protocol.map=CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=CLIENT',
    'controller.listener.names=CONTROLLER',
    'sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512',
    'listener.name.client.sasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256,PLAIN',
    `listener.name.client.scram-sha-512.sasl.jaas.config=${scramModule} ${admin};`,
    `listener.name.client.scram-sha-256.sasl.jaas.config=${scramModule} ${admin};`,
    `listener.name.client.plain.sasl.jaas.config=${plainModule} ${admin} ${plainUser};`,
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${at('broker.store')}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${at('ca.pem')}`,
    'ssl.client.auth=requested',
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // The controller's listener is open to this machine only; clients never come in without a name.
    'super.users=User:admin;User:ANONYMOUS',
    `log.dirs=${at('logs')}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
  ].join('\n');

const adminProperties = (at: (name: string) => string): string =>
  [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=${scramModule} ${admin};`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${at('ca.pem')}`,
  ].join('\n');
