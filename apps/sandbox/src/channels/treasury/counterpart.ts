import type { FastifyInstance } from 'fastify';
import type { Counterpart, World } from '../counterpart';
import { bookPack, giveBack, today, treasuryTables, type Receipt } from './books';
import { all, answerBytes, readXml, text, xml, type Element } from './xml';

const node = '100000000000';
const taken = '90000';
/** Configuration: codes of this stand-in for what a real one refuses. */
const [malformed, otherPack, notThere, notYet] = ['94001', '94052', '94053', '94999'];

/** Two decimals, as fen. */
const fenIn = (amount: string): bigint | undefined =>
  /^(0|[1-9]\d{0,11})\.\d{2}$/.test(amount) ? BigInt(amount.replace('.', '')) : undefined;
const yuanOf = (fen: string): string => {
  const digits = fen.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const result = (code: string, word: string): string => xml('Return9120', { Result: code, AddWord: word });

/** 1103: what was paid at which channel. The pack is booked whole or not at all. */
const takePack = async (world: World, message: Element | undefined): Promise<string> => {
  const [head] = all(message, 'BatchHead1103');
  const items = all(message, 'Payment1103').map((item) => ({
    traNo: text(item, 'TraNo'),
    fen: fenIn(text(item, 'TraAmt')),
    subject: text(item, 'BudgetSubjectCode'),
    channel: text(item, 'PayChannel'),
  }));
  const sum = items.reduce((total, { fen = 0n }) => total + fen, 0n);
  const isWhole =
    items.length > 0 &&
    items.every(({ traNo, fen }) => fen !== undefined && /^\d{8}$/.test(traNo)) &&
    text(head, 'AllNum') === String(items.length) &&
    fenIn(text(head, 'AllAmt')) === sum;
  if (!isWhole) return result(malformed, '批次笔数或金额不符');
  const pack = {
    org: text(head, 'TaxOrgCode'),
    entrustDate: text(head, 'EntrustDate'),
    packNo: text(head, 'PackNo'),
  };
  const booked = await bookPack(world, pack, items as Parameters<typeof bookPack>[2]);
  return booked === 'other' ? result(otherPack, '批次号重复，内容不同') : result(taken, '受理成功');
};

/** 1104: money of a refund goes back to the channel that has paid it out. */
const takeReturn = async (world: World, message: Element | undefined): Promise<string> => {
  const [back] = all(message, 'DrawBack1104');
  const fen = fenIn(text(back, 'Amt'));
  const [vouNo, subject, channel] = ['VouNo', 'BudgetSubjectCode', 'PayeeChannel'].map((name) =>
    text(back, name),
  );
  if (fen === undefined || !vouNo) return result(malformed, '退库申请要素不全');
  const item = ['OriEntrustDate', 'OriTaxOrgCode', 'OriTraNo'].map((name) => text(back, name)).join('');
  const about = { vouNo, fen, subject: subject ?? '', channel: channel ?? '', item };
  return (await giveBack(world, about)) ? result(taken, '受理成功') : result(notThere, '原入库流水金额不足');
};

/** 3126 with 3123 and 3124: what was received, given back and corrected on a day that is over. */
const flow = async (world: World, message: Element | undefined): Promise<string> => {
  const day = text(all(message, 'Query1024')[0], 'TreDate');
  const { faults } = world;
  const fault = faults.next('treasury', day, 'bill-late', 'bill-missing');
  if (fault === 'bill-missing') return xml('Head3126', { Result: notThere, AllNum: '0' });
  if (fault === 'bill-late' || day >= today(world)) return xml('Head3126', { Result: notYet, AllNum: '0' });
  const { rows: received } = await world.pool.query<Receipt>(
    `select * from sandbox.treasury_receipt where receipt_date = $1 or corrected_on = $1 order by tra_no`,
    [day],
  );
  const { rows: returned } = await world.pool.query<{ vou_no: string; fen: string; returned_on: string }>(
    'select * from sandbox.treasury_return where returned_on = $1 order by vou_no',
    [day],
  );
  const parts = [
    ...received.filter(({ receipt_date: on }) => on === day).flatMap((item) => receiptsOf(world, item)),
    ...received.filter(({ corrected_on: on }) => on === day).map(correctionOf),
    ...returned.map((back) =>
      xml('DrawBack3123', { VouNo: back.vou_no, Amt: yuanOf(back.fen), DrawBackDate: back.returned_on }),
    ),
  ];
  if (faults.next('treasury', day, 'bill-line-more') !== undefined) parts.push(strange(day));
  const off = faults.next('treasury', day, 'bill-wrong-totals') === undefined ? 0 : 1;
  return xml('Head3126', { Result: taken, AllNum: String(parts.length + off) }) + parts.join('');
};

/** A receipt that nobody expects. */
const strange = (day: string): string =>
  xml('Receipt3126', {
    OriEntrustDate: day,
    OriTaxOrgCode: '13701020000',
    OriTraNo: '99999999',
    TraAmt: '1.00',
    BudgetSubjectCode: '1020101',
    ReceiptDate: day,
  });

const named = (item: Receipt, fen: string, subject: string) => ({
  OriEntrustDate: item.entrust_date,
  OriTaxOrgCode: item.org,
  OriTraNo: item.tra_no,
  TraAmt: yuanOf(fen),
  BudgetSubjectCode: subject,
});

/** An item, and by the fault menu the same once more with another amount. */
const receiptsOf = ({ faults }: World, item: Receipt): string[] => {
  const told = (fen: string): string =>
    xml('Receipt3126', {
      ...named(item, fen, item.received_subject),
      ReceiptDate: item.receipt_date ?? '',
    });
  const name = `${item.entrust_date}${item.org}${item.tra_no}`;
  const once = told(item.received_fen);
  return faults.next('treasury', name, 'pack-resent-changed') === undefined
    ? [once]
    : [once, told(String(BigInt(item.received_fen) + 1n))];
};

const correctionOf = (item: Receipt): string =>
  xml('Correction3124', {
    ...named(item, item.fen, item.subject),
    CorrVouNo: item.correction_no ?? '',
    CorrectDate: item.corrected_on ?? '',
  });

const answers: Readonly<Record<string, (world: World, message: Element | undefined) => Promise<string>>> = {
  '1103': takePack,
  '1104': takeReturn,
  '1024': flow,
};

const outside = (app: FastifyInstance, world: World): void => {
  app.post('/messages', async ({ body }, reply) => {
    const message = readXml(body as Buffer);
    const [head, part] = [all(message, 'HEAD')[0], all(message, 'MSG')[0]];
    const [msgNo, msgId] = [text(head, 'MsgNo'), text(head, 'MsgID')];
    const fault = world.faults.next(
      'treasury',
      msgId,
      'timeout-before',
      'timeout-after-success',
      'error-500',
      'stop-service',
    );
    if (fault === 'timeout-before') return reply.code(504).send();
    if (fault === 'error-500') return reply.code(500).send();
    if (fault === 'stop-service') return reply.code(503).send();
    const answered = await answers[msgNo]?.(world, part);
    if (fault === 'timeout-after-success') return reply.code(504).send();
    const heading = {
      VER: '1.0',
      SRC: node,
      DES: text(head, 'SRC'),
      APP: 'TIPS',
      MsgNo: msgNo === '1024' ? '3126' : '9120',
      MsgID: `${today(world)}${msgNo}${msgId.slice(12)}`,
      MsgRef: msgId,
      WorkDate: today(world),
    };
    const isStrange = world.faults.next('treasury', msgId, 'unknown-status') !== undefined;
    const told = isStrange ? (answered ?? '').replace(/<Result>\d+/, '<Result>77777') : answered;
    const whole = answerBytes(heading, told ?? result(malformed, '报文编号不支持'));
    const isCut = world.faults.next('treasury', msgId, 'bill-truncated') !== undefined;
    reply.header('content-type', 'application/xml; charset=GBK');
    return reply.send(isCut ? whole.subarray(0, Math.floor(whole.length / 2)) : whole);
  });
};

/** What whoever tests looks at, and a wrong fund that the treasury puts right by itself (更正). */
const inside = (app: FastifyInstance, { pool }: World): void => {
  app.get('/receipts', async () => ({
    items: (await pool.query('select * from sandbox.treasury_receipt order by entrust_date, org, tra_no'))
      .rows,
  }));
  app.get('/returns', async () => ({
    items: (await pool.query('select * from sandbox.treasury_return order by vou_no')).rows,
  }));
};

/** The stand-in for the treasury. */
export const treasury: Counterpart = { name: 'treasury', schema: treasuryTables, outside, inside };
