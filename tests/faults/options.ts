import { parseArgs } from 'node:util';
import { diskFillers } from './disk-full';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    clients: { type: 'string', default: '6' },
    instances: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    'disk-full': { type: 'string' },
  },
});

/** What the command line of `npm run faults` says. */
export const options = {
  schedules: Number(values.schedules),
  firstSeed: Number(values.seed),
  seconds: Number(values.seconds),
  clients: Number(values.clients),
  /** Of each service, each behind a balancer. */
  instances: Number(values.instances),
  keep: values.keep,
  /** The server whose disk fills up. */
  full: values['disk-full'] as keyof typeof diskFillers | undefined,
};

const disks = Object.keys(diskFillers).join('|');
export const usage =
  'npm run faults -- --schedules 3 --seed 7 [--seconds 60] [--clients 6] ' +
  `[--instances 2] [--disk-full ${disks}] [--keep]`;

const numbers = [options.schedules, options.firstSeed, options.seconds, options.clients, options.instances];
export const areValid =
  numbers.every(Number.isSafeInteger) &&
  options.instances >= 1 &&
  (options.full === undefined || Object.hasOwn(diskFillers, options.full));

/** Prints a line of the report. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);
