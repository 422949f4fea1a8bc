import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { signatureAlgorithms, signingChannels, type SignatureAlgorithm } from '@canbao/service-kit/signing';
import { certify, type Result } from './certify';
import { tryConsumer } from './consumer/try-consumer';
import { HttpGateway } from './gateway';
import { certifyKeys, type CertifyKeys } from './keys';
import { OwnGateway } from './own-gateway';

const usage = `npm run certify -- --channel <${signingChannels.join('|')}> [options]
  --gateway <url>      the gateway's window, as docs/integration/bank.md describes it;
                       the sandbox's own client when left out
  --algorithm <name>   ${signatureAlgorithms.join(' or ')}; ${signatureAlgorithms[0]} when left out
  --keys <file>        where the keys of the run are; made when it is not there
  --port <number>      where the platform is played; 19443 when left out
  --patience <s>       how long the gateway waits for an answer; 10 when left out
  --settle <s>         how long it may take to find out; 60 when left out
  --only <name,…>      only these scenarios
or     npm run certify -- --consumer <group> --run <command> [options]
  --run <command>      starts a bureau's consumer; docs/integration/bureau.md names its settings
  --bookings <command> prints what its books hold, a JSON line each
  --brokers <a,b>      the brokers; those of npm start when left out
  --patience <s>       how long it may be busy with one step; 60 when left out`;

const { values } = parseArgs({
  options: {
    channel: { type: 'string' },
    gateway: { type: 'string' },
    algorithm: { type: 'string', default: signatureAlgorithms[0] },
    keys: { type: 'string' },
    port: { type: 'string', default: '19443' },
    patience: { type: 'string' },
    settle: { type: 'string' },
    only: { type: 'string' },
    consumer: { type: 'string' },
    run: { type: 'string' },
    bookings: { type: 'string' },
    brokers: { type: 'string' },
  },
});

const stop = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
};

/** The sandbox's client needs no patience: the run is over in seconds. */
const ownPace = { patienceMs: 500, schedule: [50, 100, 200] };
const seconds = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Number(text) * 1000;

const keysIn = async (file: string | undefined, algorithm: SignatureAlgorithm): Promise<CertifyKeys> => {
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as CertifyKeys;
  const keys = await certifyKeys(algorithm);
  if (file === undefined) return keys;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(keys, undefined, 2), { mode: 0o600 });
  process.stdout.write(`The keys of this run are in ${file}: give them to the gateway.\n`);
  return keys;
};

const tell = ({ scenario: { name, says }, findings }: Result): void => {
  process.stdout.write(`${findings.length === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(22)} ${says}\n`);
  for (const finding of findings) process.stdout.write(`        ${finding}\n`);
};

const main = async (): Promise<number> => {
  const { consumer, run, bookings, brokers } = values;
  if (consumer !== undefined) {
    if (run === undefined) return stop(usage);
    const patienceMs = seconds(values.patience, 60_000);
    return tryConsumer({ group: consumer, commands: { run, bookings }, brokers, patienceMs });
  }
  const channel = signingChannels.find((name) => name === values.channel) ?? stop(usage);
  const algorithm = signatureAlgorithms.find((name) => name === values.algorithm) ?? stop(usage);
  const { gateway } = values;
  const isOwn = gateway === undefined;
  const results = await certify({
    channel,
    keys: await keysIn(values.keys, algorithm),
    port: isOwn ? 0 : Number(values.port),
    patienceMs: seconds(values.patience, isOwn ? ownPace.patienceMs : 10_000),
    settleMs: seconds(values.settle, isOwn ? 5000 : 60_000),
    quietMs: isOwn ? 100 : 2000,
    only: values.only?.split(','),
    open: (platform, keys) => {
      process.stdout.write(`The platform is played at ${platform}/v1, for ${gateway ?? 'the sandbox'}.\n`);
      return isOwn
        ? new OwnGateway(channel, keys, platform, ownPace)
        : new HttpGateway(gateway.replace(/\/$/, ''), keys.gateway[1].kid);
    },
    tell,
  });
  const failures = results.filter(({ findings }) => findings.length > 0).length;
  process.stdout.write(`${results.length - failures} of ${results.length} scenarios passed.\n`);
  return failures === 0 && results.length > 0 ? 0 : 1;
};

void main().then(
  (code) => process.exit(code),
  (error: unknown) => stop(error instanceof Error ? (error.stack ?? error.message) : String(error)),
);
