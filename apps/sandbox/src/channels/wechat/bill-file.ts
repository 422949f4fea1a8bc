import { billTime, yuan } from './texts';

/** One line of a day's business; amounts in fen. */
export interface Entry {
  readonly kind: 'payment' | 'refund';
  readonly at: Date;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly openid: string;
  readonly description: string;
  readonly attach: string;
  readonly amount: number;
  readonly status: string;
  readonly outRefundNo?: string;
  readonly refundId?: string;
}
export interface Merchant {
  readonly mchid: string;
  readonly appid: string;
}

type Cells = Readonly<Record<string, string>>;

const bom = '\uFEFF';
/** A field may hold a comma, but neither the mark of fields nor the end of a line. */
const field = (text: string): string => `\`${text.replaceAll(/[`\r\n]/g, ' ')}`;
const line = (titles: readonly string[], cells: Cells): string =>
  titles.map((title) => field(cells[title] ?? '')).join(',');

const file = (
  titles: readonly string[],
  rows: readonly Cells[],
  totals: Readonly<Record<string, string>>,
): string => {
  const names = Object.keys(totals);
  const lines = [
    titles.join(','),
    ...rows.map((row) => line(titles, row)),
    names.join(','),
    line(names, totals),
  ];
  return `${bom}${lines.join('\r\n')}\r\n`;
};

const common =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,' +
  '应结订单金额,代金券金额';
const refundTitles = '微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态';
const titlesOf: Readonly<Record<string, string>> = {
  ALL: `${common},${refundTitles},商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注`,
  SUCCESS: `${common},商品名称,商户数据包,手续费,费率,订单金额,费率备注`,
  REFUND:
    `${common},退款申请时间,退款成功时间,${refundTitles},` +
    '商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
};
export const tradeBillTypes = Object.keys(titlesOf);

const sumOf = (entries: readonly Entry[], kind: Entry['kind']): number =>
  entries.reduce((sum, entry) => sum + (entry.kind === kind ? entry.amount : 0), 0);

const tradeRow = ({ mchid, appid }: Merchant, entry: Entry): Cells => {
  const back = entry.kind === 'refund';
  const [paid, returned] = back ? [0, entry.amount] : [entry.amount, 0];
  return {
    交易时间: billTime(entry.at),
    公众账号ID: appid,
    商户号: mchid,
    特约商户号: '0',
    微信订单号: entry.transactionId,
    商户订单号: entry.outTradeNo,
    用户标识: entry.openid,
    交易类型: 'JSAPI',
    交易状态: back ? 'REFUND' : entry.status,
    付款银行: 'OTHERS',
    货币种类: 'CNY',
    应结订单金额: yuan(paid),
    代金券金额: '0.00',
    退款申请时间: back ? billTime(entry.at) : '',
    微信退款单号: entry.refundId ?? '0',
    商户退款单号: entry.outRefundNo ?? '0',
    退款金额: yuan(returned),
    充值券退款金额: '0.00',
    退款类型: back ? 'ORIGINAL' : '',
    退款状态: back ? entry.status : '',
    商品名称: entry.description,
    商户数据包: entry.attach,
    手续费: '0.00000',
    费率: '0.00%',
    订单金额: yuan(paid),
    申请退款金额: yuan(returned),
  };
};

/** The trade bill of one type; `missing` fen are left out of its totals. */
export const tradeBill = (
  merchant: Merchant,
  entries: readonly Entry[],
  type: string,
  missing = 0,
): string => {
  const kinds = { SUCCESS: ['payment'], REFUND: ['refund'] }[type] ?? ['payment', 'refund'];
  const own = entries.filter(({ kind }) => kinds.includes(kind));
  const [paid, returned] = [sumOf(own, 'payment') - missing, sumOf(own, 'refund')];
  return file(
    (titlesOf[type] ?? '').split(','),
    own.map((entry) => tradeRow(merchant, entry)),
    {
      总交易单数: String(own.length),
      应结订单总金额: yuan(paid),
      退款总金额: yuan(returned),
      充值券退款总金额: '0.00',
      手续费总金额: '0.00000',
      订单总金额: yuan(paid),
      申请退款总金额: yuan(returned),
    },
  );
};

const flowTitles =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),' +
  '资金变更提交申请人,备注,业务凭证号';

/** The fund flow bill of the basic account, which held `before` fen when the day began. */
export const fundFlowBill = (entries: readonly Entry[], before: number): string => {
  let balance = before;
  const rows = entries.map((entry, index) => {
    const isIn = entry.kind === 'payment';
    balance += isIn ? entry.amount : -entry.amount;
    return {
      记账时间: billTime(entry.at),
      微信支付业务单号: entry.refundId ?? entry.transactionId,
      资金流水单号: `${entry.transactionId}${index}`,
      业务名称: isIn ? '交易' : '退款',
      业务类型: isIn ? '交易' : '退款',
      收支类型: isIn ? '收入' : '支出',
      '收支金额(元)': yuan(entry.amount),
      '账户结余(元)': yuan(balance),
      资金变更提交申请人: isIn ? 'system' : '1900000109API',
      业务凭证号: entry.outRefundNo ?? entry.outTradeNo,
    };
  });
  const count = (kind: Entry['kind']): string =>
    String(entries.filter((entry) => entry.kind === kind).length);
  return file(flowTitles.split(','), rows, {
    资金流水总笔数: String(entries.length),
    收入笔数: count('payment'),
    收入金额: yuan(sumOf(entries, 'payment')),
    支出笔数: count('refund'),
    支出金额: yuan(sumOf(entries, 'refund')),
  });
};
