import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agreedWork, growthFindings, type AgreedWork, type Stage } from '@canbao/bench/agreed-work';
import { RealPayments } from '@canbao/bench/real-payments';
import { WorkCounter } from '@canbao/bench/work-counter';
import { perUnit, type UnitWork } from '@canbao/bench/work-per-unit';
import { countStages } from '@canbao/bench/work-stages';
import { credentials } from './stack';

const stages: readonly Stage[] = ['registration', 'quote', 'payment'];
const page = readFileSync(join(__dirname, '../../docs/benchmarks.md'), 'utf8');

/** Statements that every unit runs; others come by the clock, as alarms and counts of limits do. */
const statementsOfEach = ({ statementsByText }: UnitWork): number =>
  Object.values(statementsByText).reduce((total, calls) => total + Math.floor(calls), 0);

/**
 * Rows, bytes and records of many at once, because a page split weighs much in few; statements of each alone,
 * because the size of a group commit depends on the machine.
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
      const { rows, walBytes, walRecords } = perUnit(together[stage], atRest);
      return { rows, walBytes, walRecords, statements: statementsOfEach(perUnit(alone[stage], atRest)) };
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
