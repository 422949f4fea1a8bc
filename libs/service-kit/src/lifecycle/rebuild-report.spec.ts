import type { Rebuilt, TableProof } from '@canbao/postgres';
import { reportOf } from './rebuild-report';

const counted = (rows: bigint, digest: bigint): TableProof['stored'] => ({ rows, digest });
const proof = (name: string, change: Partial<TableProof> = {}): TableProof => ({
  name,
  rebuilt: counted(3n, -1n),
  stored: counted(3n, -1n),
  maintained: counted(3n, -1n),
  equal: true,
  differing: [],
  ...change,
});
const rebuilt = (...tables: TableProof[]): Rebuilt => ({
  events: 90_000,
  position: 90_002n,
  seconds: 2,
  tables,
  swapped: false,
});

describe('the report of a rebuild', () => {
  it('has a line for each projection: rows, digest, equal or not', () => {
    expect(reportOf('payment', rebuilt(proof('orders')))).toEqual([
      'payment: 90,000 events to position 90,002 in 2.0 s, 45,000 events/s',
      '  orders                   3 rows  ffffffffffffffff  equal',
      '  The tables are as they were.',
    ]);
  });

  it('says which of the counts differs, and shows rows', () => {
    const differing = [{ side: 'stored', row: '{"order_id":"1"}' }] as const;
    const lines = reportOf(
      'payment',
      rebuilt(
        proof('orders', { equal: false, stored: counted(4n, 5n), differing }),
        proof('journal', { equal: false, maintained: counted(3n, 7n) }),
      ),
    );
    expect(lines.slice(1, 4).map((line) => line.trim())).toEqual([
      'orders                   3 rows  ffffffffffffffff  DIFFERENT: stored 4 rows 0000000000000005',
      'only stored  {"order_id":"1"}',
      'journal                  3 rows  ffffffffffffffff  DIFFERENT: maintained by triggers 3 rows 0000000000000007',
    ]);
  });
});
