import { join } from 'node:path';
import { prepareStatementCounts } from './counting-server';
import { RealPayments } from './real-payments';
import { withFolder, withStack, type Stack } from './servers';
import type { Bench } from './settings';
import { signatureChecksPerSecond } from './speed';
import { round, type Figure } from './stats';
import { WorkCounter } from './work-counter';
import { perUnit, type UnitWork } from './work-per-unit';
import { countStages, type Shape, type StagesCounted } from './work-stages';

const unitsByShape = { callers: 1000, file: 1000, alone: 50 } as const;
const idleSeconds = 10;
const services = ['registration', 'assessment', 'payment', 'ledger-sync', 'portal', 'sandbox'];
const processes = [...services, 'postgres', 'kafka'];

type Stage = keyof StagesCounted;
interface Shown extends Omit<UnitWork, 'cpuSeconds'> {
  /** Processor time of each process as a multiple of one signature check beside it. */
  readonly signatureChecks: Readonly<Record<string, number>>;
}
type ByShape = Readonly<Record<Shape, Shown>>;

const shown = ({ cpuSeconds, ...unit }: UnitWork, checksPerSecond: number): Shown => ({
  ...unit,
  signatureChecks: Object.fromEntries(
    processes.map((name) => [name, round((cpuSeconds[name] ?? 0) * checksPerSecond)]),
  ),
});

const pad = (value: number | string): string => String(value).padStart(9);

/** Where the log goes: a line for each table. */
const breakdown = (name: string, { walBytes, walRecords, statements, tables }: Shown): string =>
  [
    `  ${name}: ${walBytes} bytes of WAL in ${walRecords} records, ${statements} statements`,
    `    ${'table'.padEnd(32)}${['bytes', 'records', 'rows', 'entries'].map(pad).join('')}`,
    ...Object.entries(tables)
      .filter(([, { bytes }]) => bytes >= 1)
      .map(([table, { bytes, records, inserted, updated, updatedHot, deleted, indexEntries }]) => {
        const rows = round(inserted + updated + updatedHot + deleted, 2);
        const cells = [round(bytes, 0), round(records, 2), rows, round(indexEntries, 2)];
        return `    ${table.padEnd(32)}${cells.map(pad).join('')}`;
      }),
    '',
  ].join('\n');

const figuresOf = (counted: Readonly<Record<Stage, ByShape>>): Figure[] => {
  const { callers } = counted.payment;
  const walBytes = (stage: Stage, target = '–'): Figure => ({
    name: `work-${stage}`,
    value: counted[stage].callers.walBytes,
    unit: 'bytes of WAL',
    target,
    detail: counted[stage],
  });
  return [
    walBytes('registration'),
    walBytes('quote'),
    walBytes('payment', '≤ 5,000'),
    { name: 'work-payment-records', value: callers.walRecords, unit: 'WAL records', target: '≤ 25' },
    { name: 'work-payment-statements', value: callers.statements, unit: 'statements', target: '–' },
  ];
};

const measure = async ({ credentials, data }: Stack): Promise<Figure[]> => {
  const counter = await WorkCounter.open(credentials.postgres.url, credentials.kafka.brokers, data);
  try {
    const payments = new RealPayments(credentials.baseUrl, credentials.tokens);
    await countStages(counter, payments, 'callers', unitsByShape.callers); // warms up
    const atRest = await counter.idle(idleSeconds);
    const stages: Record<Stage, Partial<Record<Shape, Shown>>> = { registration: {}, quote: {}, payment: {} };
    for (const shape of ['callers', 'file', 'alone'] as const) {
      const before = signatureChecksPerSecond();
      const counted = await countStages(counter, payments, shape, unitsByShape[shape]);
      const checksPerSecond = (before + signatureChecksPerSecond()) / 2;
      for (const stage of ['registration', 'quote', 'payment'] as const) {
        const unit = shown(perUnit(counted[stage], atRest), checksPerSecond);
        stages[stage][shape] = unit;
        process.stderr.write(breakdown(`${stage}, ${shape}`, unit));
      }
    }
    return figuresOf(stages as Record<Stage, ByShape>);
  } finally {
    await counter.close();
  }
};

/** What one registration, quote and payment costs in work that the machine's speed does not change. */
export const workBench: Bench = {
  names: [
    'work',
    'work-registration',
    'work-quote',
    'work-payment',
    'work-payment-records',
    'work-payment-statements',
  ],
  run: (_settings, wanted) =>
    withFolder(async (folder) => {
      const data = join(folder, 'stack');
      await prepareStatementCounts(data);
      const figures = await withStack(data, measure);
      return figures.filter(({ name }) => wanted('work') || wanted(name));
    }),
};
