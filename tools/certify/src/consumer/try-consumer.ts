import { kafkaClient } from '@canbao/kafka';
import { startedHere } from '@canbao/service-kit/started-here';
import { certifyConsumer } from './certify-consumer';
import { Program, type Commands } from './program';

/** What `npm run certify -- --consumer` was given. */
export interface Asked {
  readonly group: string;
  readonly commands: Commands;
  /** Comma-separated; those of `npm start` when left out. */
  readonly brokers: string | undefined;
  readonly patienceMs: number;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Plays the script, and prints what the consumer did wrong. Returns the exit code. */
export const tryConsumer = async ({ group, commands, brokers, patienceMs }: Asked): Promise<number> => {
  const servers = brokers?.split(',') ?? brokersOfStart();
  const write = (sentence: string): void => void process.stdout.write(`${sentence}.\n`);
  const findings = await certifyConsumer({
    kafka: kafkaClient({ brokers: servers }, 'certify', quiet),
    brokers: servers,
    group,
    open: (stage) => new Program(commands, stage),
    patienceMs,
    say: write,
  });
  for (const finding of findings) process.stdout.write(`FAILED  ${finding}\n`);
  if (findings.length === 0) process.stdout.write(`passed  ${group} is fit to read ledger.events.\n`);
  return findings.length === 0 ? 0 : 1;
};

/** @throws Error that says what to do where nothing runs here. */
const brokersOfStart = (): readonly string[] =>
  startedHere<{ kafka: { brokers: string[] } }>(', or name --brokers').kafka.brokers;
