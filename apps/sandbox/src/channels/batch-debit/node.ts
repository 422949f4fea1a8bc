import type { FastifyInstance, FastifyReply } from 'fastify';
import type { World } from '../counterpart';
import type { BookedItem, DebitBooks } from './books';
import type { CreditBooks } from './credits';
import { answer, field, isProven, proof, received, type Received } from './xml';

/** Configuration: room for a pack of a thousand items. */
const bodyLimit = 4 * 1024 * 1024;
const name = 'batch-debit';
const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

interface Node {
  readonly world: World;
  readonly books: DebitBooks;
  readonly credits: CreditBooks;
  readonly lineKey: string;
}
/** `drop`: the answer is lost on the way. */
type Said = Buffer | 'drop';

/** The node of the treasury's system, with the banks behind it: messages in, answers out, both proven. */
export const debitNode = (app: FastifyInstance, node: Node): void => {
  app.post('/', { bodyLimit }, async ({ headers, body }, reply) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    if (!isProven(node.lineKey, bytes, headers['x-line-mac'])) return reply.status(401).send();
    const message = received(bytes);
    if (message === undefined) return reply.status(400).send();
    const { faults } = node.world;
    const trouble = faults.next(name, message.number, 'error-500', 'stop-service');
    if (trouble !== undefined) return reply.status(trouble === 'error-500' ? 500 : 503).send();
    const said = await saidTo(node, message);
    return send(reply, node, said, faults.next(name, message.number, 'answer-forged', 'headers-stripped'));
  });
};

/** A forged answer is proven by another key than the line's. */
const send = (reply: FastifyReply, { lineKey }: Node, said: Said, fault?: string): FastifyReply => {
  const key = fault === 'answer-forged' ? `${lineKey}x` : lineKey;
  if (said !== 'drop') {
    if (fault !== 'headers-stripped') void reply.header('x-line-mac', proof(key, said));
    return reply.type('application/xml; charset=GBK').send(said);
  }
  reply.hijack();
  reply.raw.destroy();
  return reply;
};

const saidTo = (node: Node, message: Received): Promise<Said> => {
  switch (message.number) {
    case '9114':
      return prove(node, message);
    case '1102':
      return take(node, message);
    case '1104':
      return takeCredit(node, message);
    case '9003':
      return field(message.body['Query9003'], 'OriMsgNo') === '1104'
        ? tellCredit(node, message)
        : tell(node, message);
    default:
      return Promise.resolve(
        answer(message, '9120', ['MsgReturn9120', { Result: '94052', AddWord: '报文编号未知' }]),
      );
  }
};

/** 14 digits of the sandbox's clock in Shanghai. */
const stamp = ({ clock }: World): string => clock.now().replaceAll(/\D/g, '').slice(0, 14);

const prove = async ({ books }: Node, message: Received): Promise<Said> => {
  const asked = message.body['ProveInfo9114'];
  const [protocolNo, number] = [field(asked, 'ProtocolNo'), field(asked, 'PayAcct')];
  const Result = await books.agree(protocolNo, number, field(asked, 'HandOrgName'));
  return answer(message, '9115', ['ProveReturn9115', { ProtocolNo: protocolNo, Result }]);
};

const take = async ({ world, books }: Node, message: Received): Promise<Said> => {
  const head = message.body['BatchHead1102'];
  const key = { entrustDate: field(head, 'EntrustDate'), packNo: field(head, 'PackNo') };
  if (world.faults.next(name, key.packNo, 'timeout-before') !== undefined) return 'drop';
  const rows = (message.body['Payment1102'] ?? []) as readonly unknown[];
  const items = rows.map((row) => ({
    traNo: field(row, 'TraNo'),
    protocolNo: field(row, 'ProtocolNo'),
    number: field(row, 'PayAcct'),
    fen: BigInt(field(row, 'TraAmt').replace('.', '')),
  }));
  const total = yuan(items.reduce((sum, { fen }) => sum + fen, 0n));
  const reply = (Result: string) => answer(message, '9120', ['MsgReturn9120', { Result }]);
  if (field(head, 'AllNum') !== String(items.length) || field(head, 'AllAmt') !== total)
    return reply('24011');
  const taken = await books.take(key, field(head, 'ReturnTerm'), items);
  // A pack that comes again is skipped; another one under its number is refused.
  if (taken === 'other') return reply('24012');
  if (taken === 'known') return reply('90000');
  const isCut = world.faults.next(name, key.packNo, 'sign-off-in-batch') !== undefined;
  await books.debit(key, stamp(world), isCut ? Math.floor(items.length / 2) : items.length, unknownBy(world));
  return world.faults.next(name, key.packNo, 'timeout-after-success') === undefined ? reply('90000') : 'drop';
};

const unknownBy =
  ({ faults }: World) =>
  (protocolNo: string): boolean =>
    faults.next(name, protocolNo, 'result-unknown') !== undefined;

const tell = async ({ world, books }: Node, message: Received): Promise<Said> => {
  const asked = message.body['Query9003'];
  const key = { entrustDate: field(asked, 'OriEntrustDate'), packNo: field(asked, 'OriPackNo') };
  const isSignedOn = (await books.asked(key))?.answers !== 1;
  if (isSignedOn) await books.debit(key, stamp(world), Number.MAX_SAFE_INTEGER, unknownBy(world));
  const pack = await books.asked(key);
  const plain = (Result: string) => answer(message, '9004', ['Answer9004', { Result }]);
  if (pack === undefined) return plain('24010');
  const today = stamp(world).slice(0, 8);
  const rows = await Promise.all(
    pack.items
      .filter(({ result }) => result !== null)
      .map(async (item) => {
        const isUnknown =
          item.unknown_on !== null && (item.unknown_on >= today || unknownBy(world)(item.protocol_no));
        if (isUnknown && pack.until < today) await books.giveBack(key, item);
        return rowOf(item, isUnknown || item.result === 'void');
      }),
  );
  return answer(message, '2102', headOf(key, altered(world, key.packNo, rows)), rows);
};

/** A refund's fault is named by the agreement, because whoever tests knows its number. */
const takeCredit = async ({ world, credits }: Node, message: Received): Promise<Said> => {
  const [head, sent] = [message.body['BatchHead1104'], message.body['DrawBack1104']];
  const protocolNo = field(sent, 'ProtocolNo');
  const reply = (Result: string) => answer(message, '9120', ['MsgReturn9120', { Result }]);
  if (world.faults.next(name, protocolNo, 'timeout-before') !== undefined) return 'drop';
  if (field(head, 'AllNum') !== '1' || field(head, 'AllAmt') !== field(sent, 'Amt')) return reply('24011');
  const credit = {
    voucherNo: field(sent, 'VouNo'),
    protocolNo,
    number: field(sent, 'PayeeAcct'),
    holder: field(sent, 'PayeeName'),
    fen: BigInt(field(sent, 'Amt').replace('.', '')),
    ofVoucher: field(sent, 'OriTaxVouNo'),
    remark: field(sent, 'Remark'),
  };
  const taken = await credits.take(credit, stamp(world));
  if (world.faults.next(name, protocolNo, 'timeout-after-success') !== undefined) return 'drop';
  return reply({ new: '90000', known: '94051', other: '24012' }[taken]);
};

const tellCredit = async ({ world, credits }: Node, message: Received): Promise<Said> => {
  const credit = await credits.one(field(message.body['Query9003'], 'OriVouNo'));
  if (credit === undefined) return answer(message, '9004', ['Answer9004', { Result: '24010' }]);
  const fault = world.faults.next(
    name,
    credit.protocol_no,
    'refund-stuck',
    'refund-abnormal',
    'other-amount',
    'unknown-status',
  );
  const odd = { 'refund-stuck': '94999', 'refund-abnormal': '24004', 'unknown-status': '?' } as const;
  const said = fault === undefined || fault === 'other-amount' ? credit.result : odd[fault];
  const told = {
    OriVouNo: credit.voucher_no,
    Amt: yuan(BigInt(credit.fen) + (fault === 'other-amount' ? 100n : 0n)),
    DrawBackDate: credit.done_at,
    ReturnNo: credit.return_no,
    Result: said,
  };
  return answer(message, '2104', ['DrawBackReturn2104', told]);
};

type Row = Record<'OriTraNo' | 'TraAmt' | 'TaxDate' | 'Result', string>;

const rowOf = ({ tra_no: traNo, fen, result, taken_at: takenAt }: BookedItem, isUnknown: boolean): Row => ({
  OriTraNo: traNo,
  TraAmt: yuan(BigInt(fen)),
  TaxDate: takenAt ?? '',
  Result: isUnknown ? '94999' : (result ?? '94999'),
});

/** The rows, with the change that the fault menu asks for. */
const altered = ({ faults }: World, packNo: string, rows: Row[]): Row[] => {
  const first = rows.find(({ Result }) => Result === '90000');
  if (first === undefined) return rows;
  if (faults.next(name, packNo, 'pack-resent-changed') !== undefined) first.Result = '24003';
  // A number that no pack has, beside the right ones.
  if (faults.next(name, packNo, 'other-order') !== undefined) rows.push({ ...first, OriTraNo: '99999999' });
  if (faults.next(name, packNo, 'unknown-status') !== undefined) first.Result = '77777';
  if (faults.next(name, packNo, 'other-amount') !== undefined)
    first.TraAmt = yuan(BigInt(first.TraAmt.replace('.', '')) + 100n);
  return rows;
};

const headOf = (
  { entrustDate, packNo }: { readonly entrustDate: string; readonly packNo: string },
  rows: readonly Row[],
): readonly [string, Record<string, string>] => {
  const fen = (some: readonly Row[]): string =>
    yuan(some.reduce((sum, { TraAmt }) => sum + BigInt(TraAmt.replace('.', '')), 0n));
  const taken = rows.filter(({ Result }) => Result === '90000');
  return [
    'BatchReturn2102',
    {
      OriEntrustDate: entrustDate,
      OriPackNo: packNo,
      AllNum: String(rows.length),
      AllAmt: fen(rows),
      SuccNum: String(taken.length),
      SuccAmt: fen(taken),
      Result: '90000',
    },
  ];
};
