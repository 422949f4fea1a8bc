import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agreedWork, growthFindings, type AgreedWork, type Stage } from '@canbao/bench/agreed-work';
import { RealPayments } from '@canbao/bench/real-payments';
import { round } from '@canbao/bench/stats';
import { WorkCounter } from '@canbao/bench/work-counter';
import { perUnit, type UnitWork } from '@canbao/bench/work-per-unit';
import { countStages } from '@canbao/bench/work-stages';
import { credentials } from './stack';

const stages: readonly Stage[] = ['registration', 'quote', 'payment'];
const page = readFileSync(join(__dirname, '../../docs/benchmarks.md'), 'utf8');

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** What every unit does; the rest comes by the clock, as alarms and counts of limits do. */
const rowsOfEach = ({ tables }: UnitWork): number =>
  sum(Object.values(tables).map(({ inserted, deleted }) => Math.floor(inserted + deleted)));

/** The day end's job, the quickest that rests without news, runs every so many seconds. */
const jobEverySeconds = 3;

/** Gauges of four services, read every few seconds each, were seen beside four of five quotes. */
const gaugesOfEach = 0.2;

/** On a slow machine jobs run for each unit: what one may have done in that time is left out. */
const statementsOfEach = ({ statementsByText }: UnitWork, secondsOfEach: number): number =>
  sum(
    Object.values(statementsByText).map((calls) =>
      Math.max(0, Math.round(calls - gaugesOfEach - secondsOfEach / jobEverySeconds)),
    ),
  );

/**
 * Bytes and records of many at once, as services work under load, without the records of commits; rows and
 * statements of each alone, because how many facts share a commit, and with it a row, depends on the machine.
 */
const measure = async (): Promise<Readonly<Record<Stage, AgreedWork>>> => {
  const { baseUrl, tokens, kafka, postgres } = credentials();
  const data = dirname(process.env['CANBAO_CREDENTIALS'] ?? '');
  const counter = await WorkCounter.open(postgres.url, kafka.brokers, data);
  try {
    const payments = new RealPayments(baseUrl, tokens);
    const atRest = await counter.idle(3);
    const together = await countStages(counter, payments, 'file', 200);
    const alone = await countStages(counter, payments, 'alone', 5);
    const of = (stage: Stage): AgreedWork => {
      const { walBytes, walRecords: records, commits } = perUnit(together[stage], atRest);
      const walRecords = round(records - commits);
      const each = perUnit(alone[stage], atRest);
      const secondsOfEach = alone[stage].work.seconds / alone[stage].units;
      const statements = statementsOfEach(each, secondsOfEach);
      return { rows: rowsOfEach(each), walBytes, walRecords, statements };
    };
    return { registration: of('registration'), quote: of('quote'), payment: of('payment') };
  } finally {
    await counter.close();
  }
};

describe('the work of a payment', () => {
  it('stays within what docs/benchmarks.md agrees to', async () => {
    const measured = await measure();
    const findings = stages.flatMap((stage) =>
      growthFindings(stage, measured[stage], agreedWork(page, stage)),
    );
    if (findings.length > 0)
      throw new Error([...findings, `Measured: ${JSON.stringify(measured)}`].join('\n'));
  }, 240_000);
});
