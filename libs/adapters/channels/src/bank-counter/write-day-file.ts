import { createHash } from 'node:crypto';
import { encode } from 'iconv-lite';
import type { StatementLine } from '@canbao/domain-payment';
import { sum } from '@canbao/money';
import { title, type ExpectedFile, type hashes } from './day-file';
import { written } from './dialect';

/** The bytes of a day file: for the tax desk's own day, and for whoever proves a reader. */
export const writeDayFile = (
  { institution, day, dialect }: ExpectedFile,
  lines: readonly StatementLine[],
  algorithm: (typeof hashes)[number] = 'sha256',
): Buffer => {
  const totalsOf = (kind: StatementLine['kind']): string[] => {
    const ofKind = lines.filter((line) => line.kind === kind).map(({ amount }) => amount);
    return [kind, String(ofKind.length), written.amount(dialect, sum(ofKind))];
  };
  const line = (...fields: readonly string[]): Buffer =>
    encode(`${fields.join(dialect.separator)}\n`, dialect.encoding);
  const body = Buffer.concat([
    line(title, '1', institution, day, ...totalsOf('payment'), ...totalsOf('refund')),
    ...lines.map((each) => line(...fieldsOf(each, dialect), '')),
  ]);
  const digest = createHash(algorithm).update(body).digest('hex');
  return Buffer.concat([body, line('END', String(lines.length), algorithm, digest)]);
};

const fieldsOf = (
  { kind, orderNo, transactionNo, refundNo = '', amount, at, status }: StatementLine,
  dialect: ExpectedFile['dialect'],
): string[] => [
  kind === 'payment' ? 'P' : 'R',
  orderNo,
  transactionNo,
  refundNo,
  written.amount(dialect, amount),
  written.time(dialect, at),
  status,
];
