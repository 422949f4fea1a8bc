import { encode } from 'iconv-lite';
import type { Refund, Trade } from './books';
import type { Desk } from './methods';
import type { Offered } from '../menu';
import { yuanOf } from './money';
import { zipOf } from './zip';

const columns =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,' +
  '订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,' +
  '券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const summaryColumns =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,' +
  '卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';
const rule = (title: string): string => `#${'-'.repeat(41)}${title}${'-'.repeat(40)}`;

/** A line of the bill; `fen` is below zero for a refund. */
interface Line {
  readonly kind: string;
  readonly tradeNo: string;
  readonly orderNo: string;
  readonly subject: string;
  readonly from: string;
  readonly at: string;
  readonly fen: number;
  readonly requestNo: string;
}

/** The zip of a day: lines and totals, in GBK, file names too. */
export const billOf = async ({ books, keys, world }: Desk, day: string): Promise<Buffer> => {
  const { paid, refunds } = await books.day(day);
  const hit = (mode: Offered<'alipay'>): boolean => world.faults.next('alipay', day, mode) !== undefined;
  const lines = [...paid.map(paymentLine), ...refunds.map(refundLine)].flatMap((line, index) =>
    toldAs(
      line,
      day,
      world.faults.next('alipay', line.orderNo, ...lineFaults) ??
        (index === 0 ? world.faults.next('alipay', day, ...lineFaults) : undefined),
    ),
  );
  const coding = hit('bill-wrong-encoding') ? 'utf8' : 'gbk';
  const written = (text: string): Buffer => encode(text, coding);
  const off = hit('bill-wrong-totals') ? 1 : 0;
  const account = `${keys.sellerId}0156`;
  const name = `${account}_${day.replaceAll('-', '')}_业务明细`;
  const files = [
    { name: encode(`${name}.csv`, 'gbk'), data: written(detail(account, day, lines)) },
    { name: encode(`${name}(汇总).csv`, 'gbk'), data: written(summary(account, day, lines, off)) },
  ];
  const zip = zipOf(files, hit('bill-wrong-hash'));
  return hit('bill-truncated') ? zip.subarray(0, Math.floor(zip.length / 2)) : zip;
};

/** What can be wrong with one line: of an order, or the first of a day. */
const lineFaults = ['bill-line-short', 'bill-line-more', 'bill-other-amount', 'bill-other-status'] as const;

/** The lines that a line becomes. */
const toldAs = (line: Line, day: string, fault: (typeof lineFaults)[number] | undefined): readonly Line[] => {
  switch (fault) {
    case 'bill-line-short':
      return [];
    case 'bill-line-more':
      return [line, strange(day)];
    case 'bill-other-amount':
      return [{ ...line, fen: line.fen + Math.sign(line.fen) }];
    case 'bill-other-status':
      return [{ ...line, kind: '交易关闭' }];
    default:
      return [line];
  }
};

const paymentLine = (trade: Trade): Line => ({
  kind: '交易',
  tradeNo: trade.trade_no,
  orderNo: trade.out_trade_no,
  subject: trade.subject,
  from: trade.created_at,
  at: trade.paid_at ?? '',
  fen: trade.paid ?? 0,
  requestNo: '',
});

const refundLine = (refund: Refund): Line => ({
  kind: '退款',
  tradeNo: refund.trade_no,
  orderNo: refund.out_trade_no,
  subject: refund.subject,
  from: refund.refunded_at,
  at: refund.refunded_at,
  fen: -refund.amount,
  requestNo: refund.out_request_no,
});

/** A payment that only Alipay knows of. */
const strange = (day: string): Line => ({
  kind: '交易',
  tradeNo: `${day.replaceAll('-', '')}22009999999999999999`,
  orderNo: 'f'.repeat(32),
  subject: '社会保险费',
  from: `${day} 12:00:00`,
  at: `${day} 12:00:01`,
  fen: 100,
  requestNo: '',
});

const head = (title: string, account: string, day: string): string[] => {
  const written = (date: string): string => `${date.replace('-', '年').replace('-', '月')}日 00:00:00`;
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return [
    `#支付宝业务${title}查询`,
    `#账号：[${account}]`,
    `#起始日期：[${written(day)}]   终止日期：[${written(next)}]`,
    rule(`业务${title}列表`),
  ];
};

const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { fen }) => sum + fen, 0);

const detail = (account: string, day: string, lines: readonly Line[]): string => {
  const [into, back] = [lines.filter(({ fen }) => fen > 0), lines.filter(({ fen }) => fen < 0)];
  return [
    ...head('明细', account, day),
    columns,
    ...lines.map(rowOf),
    rule('业务明细列表结束'),
    `#交易合计：${into.length}笔，商家实收共${yuanOf(sumOf(into))}元，商家优惠共0.00元`,
    `#退款合计：${back.length}笔，商家实收退款共${yuanOf(sumOf(back))}元，商家优惠退款共0.00元`,
    `#导出时间：[${day} 06:27:10]`,
    '',
  ].join('\r\n');
};

/** Numbers carry a tab, so that a spreadsheet leaves them alone. */
const rowOf = ({ kind, tradeNo, orderNo, subject, from, at, fen, requestNo }: Line): string => {
  const amount = yuanOf(fen);
  const zeros = ['0.00', '0.00', '0.00', '0.00', '0.00'];
  const what = [`${tradeNo}\t`, `${orderNo}\t`, kind, subject, from, at];
  const money = [amount, amount, ...zeros, '', '0.00', '0.00', `${requestNo}\t`, '0.00', '0.00', ''];
  return [...what, '', '', '', '', '*济南(138****0000)', ...money].join(',');
};

const summary = (account: string, day: string, lines: readonly Line[], off: number): string => {
  const sum = yuanOf(sumOf(lines));
  const counts = [lines.filter(({ fen }) => fen > 0).length + off, lines.filter(({ fen }) => fen < 0).length];
  return [
    ...head('汇总', account, day),
    summaryColumns,
    ['合计', '', ...counts, sum, sum, '0.00', '0.00', '0.00', '0.00', '0.00', sum].join(','),
    rule('业务汇总列表结束'),
    `#导出时间：[${day} 06:27:10]`,
    '',
  ].join('\r\n');
};
