import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaClient } from '@canbao/kafka';
import { testKafka } from '@canbao/test-servers/kafka';
import { pythonWith } from '@canbao/test-servers/python-oracle';
import { certifyConsumer, type Consumer, type Stage } from './certify-consumer';
import { Program } from './program';
import { ScriptConsumer, type Mistake } from './script-consumer';

const root = join(__dirname, '../../../..');
const samples = join(root, 'docs/integration/consumers');
const jars = join(root, 'infra/kafka/target/libs');
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'canbao-consumer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tried = (open: (stage: Stage) => Consumer, patienceMs = 60_000): Promise<readonly string[]> =>
  certifyConsumer({
    kafka: kafkaClient(testKafka, 'certify-spec', quiet),
    brokers: testKafka.brokers,
    group: `certify-spec-${randomUUID()}`,
    open,
    patienceMs,
  });

const python = pythonWith('kafka-python==3.0.12');
const hasJava = spawnSync('javac', ['-version']).status === 0 && existsSync(jars);

const ofPython = (): Promise<readonly string[]> => {
  const program = `${python.python} ${join(samples, 'python/ledger_consumer.py')}`;
  const env = { LEDGER_FILE: join(folder, 'python.db') };
  return tried((stage) => new Program({ run: program, bookings: `${program} --bookings`, env }, stage));
};
const ofJava = (): Promise<readonly string[]> => {
  const classes = join(folder, 'classes');
  const source = join(samples, 'java/LedgerConsumer.java');
  const compiled = spawnSync('javac', ['-d', classes, '-cp', `${jars}/*`, source], { encoding: 'utf8' });
  expect(compiled.stderr).not.toContain('error:');
  const program = `java -XX:TieredStopAtLevel=1 -Xmx128m -cp '${classes}:${jars}/*' LedgerConsumer`;
  const env = { LEDGER_FILE: join(folder, 'java.jsonl') };
  return tried((stage) => new Program({ run: program, bookings: `${program} --bookings`, env }, stage));
};

describe('the samples for bureaus', () => {
  let found: readonly (readonly string[] | undefined)[];
  // Both wait for their groups most of the time.
  beforeAll(async () => {
    found = await Promise.all([
      python.python === undefined ? undefined : ofPython(),
      hasJava ? ofJava() : undefined,
    ]);
  });

  (python.python === undefined ? it.skip : it)(`in Python passes ${python.reason ?? ''}`, () =>
    expect(found[0]).toEqual([]),
  );
  (hasJava ? it : it.skip)('in Java passes', () => expect(found[1]).toEqual([]));
});

const findingOf = {
  'books-parts': 'It booked part of a bundle, or what is not its own.',
  'forgets-when-restarted': 'It answered one event in different ways: it was worked twice.',
  'mixes-order': "It mixed up the order of a person's events.",
  'books-what-went-back': 'It booked money that had gone back.',
  'signs-nothing': 'It wrote an answer that is not taken: its canbao-mac is missing or wrong.',
  'counts-what-went-back': 'Its totals of a day are not what it has answered of that day.',
  'commits-first': 'It left something unanswered.',
} as const satisfies Record<Mistake, string>;
const mistakes = Object.keys(findingOf) as Mistake[];

describe('a consumer', () => {
  let sound: readonly string[];
  const found = new Map<Mistake, readonly string[]>();

  // Each on topics of its own, so that they wait for their groups together.
  beforeAll(async () => {
    const trials = mistakes.map(async (mistake) => {
      // Nobody needs to wait long for answers that never come.
      const patienceMs = mistake === 'commits-first' ? 3_000 : 10_000;
      found.set(mistake, await tried((stage) => new ScriptConsumer(stage, mistake), patienceMs));
    });
    [sound] = await Promise.all([tried((stage) => new ScriptConsumer(stage)), ...trials]);
  });

  it('that is as it should be passes', () => expect(sound).toEqual([]));
  it.each(mistakes)('that %s is found out', (mistake) =>
    expect(found.get(mistake)).toContain(findingOf[mistake]),
  );
});
