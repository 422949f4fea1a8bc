import type {
  CertificatePaper,
  PaperCheck,
  PaperLine,
  PaperState,
  ReceiptPaper,
  StatementPaper,
} from '@canbao/contracts';
import { channelName, insuranceNames } from '@canbao/vocabulary';

/** A label and what stands beside it. */
export type Entry = readonly [label: string, value: string];

/** A column of the lines: the part of the width that it has in print, and whether it holds figures. */
export interface Column {
  readonly title: string;
  readonly share: number;
  readonly isFigure?: boolean;
}

/** Lines under columns. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** A paper as it is laid out, on a page and in print alike. */
export interface Sheet extends Table {
  readonly title: string;
  readonly number: string;
  /** What is stamped across it. */
  readonly stamp?: string;
  readonly facts: readonly Entry[];
  /** Below the lines, each under a heading. */
  readonly further?: readonly (Table & { readonly heading: string })[];
  readonly totals: readonly Entry[];
  readonly notes: readonly string[];
  /** What anyone may check it by. */
  readonly code: string;
}

/** Configuration: who issues papers. */
const issuer = '国家税务总局济南市税务局';
const stamps: Readonly<Record<PaperState, string | undefined>> = {
  valid: undefined,
  'in-suspense': '款项核实中',
  'refund-under-way': '退费办理中',
  'partly-refunded': '部分退费',
  refunded: '已退费',
  reversed: '已冲正',
};
const lineStates: Readonly<Record<PaperLine['state'], string>> = {
  settled: '已缴费',
  waiting: '待缴齐',
  'in-suspense': '核实中',
  'refund-under-way': '退费办理中',
  refunded: '已退费',
  reversed: '已冲正',
};
/** Beside every code. */
export const electronic = '本凭证由系统生成，打印件与电子件效力以查验结果为准；请扫码或输入防伪码查验。';

/** A column of figures. */
export const figure = (title: string, share: number): Column => ({ title, share, isFigure: true });
const columns: readonly Column[] = [
  { title: '征收品目', share: 0.25 },
  { title: '所属时期', share: 0.215 },
  figure('缴费基数', 0.1),
  figure('费率', 0.07),
  figure('金额（元）', 0.115),
  { title: '入库日期', share: 0.115 },
  { title: '状态', share: 0.135 },
];
const yearColumns: readonly Column[] = [
  { title: '缴费日期', share: 0.1 },
  { title: '凭证号', share: 0.285 },
  { title: '征收品目', share: 0.205 },
  { title: '所属时期', share: 0.205 },
  figure('金额（元）', 0.1),
  { title: '状态', share: 0.105 },
];

/** 社会保险费缴费凭证: a receipt of an order. */
export const receiptSheet = (paper: ReceiptPaper): Sheet => ({
  title: '社会保险费缴费凭证',
  number: paper.receiptNo,
  ...stampOf(paper.state),
  facts: [
    ...nameOf(paper),
    ...insuranceOf(paper),
    ['缴费渠道', channelName(paper.channel)],
    ['缴费时间', secondsOf(paper.paidAt)],
    ['渠道交易流水号', paper.channelTransactionNo],
    ['征收机关', issuer],
  ],
  columns,
  rows: paper.lines.map(rowOf),
  totals: [
    ['合计（小写）', `¥${paper.received}`],
    ['合计（大写）', paper.receivedInWords],
  ],
  notes: [electronic, '本凭证仅证明收到款项；缴费证明于入库后开具。'],
  code: paper.code,
});

/** 社会保险费缴费证明: what the treasury has received. */
export const certificateSheet = (paper: CertificatePaper): Sheet => ({
  title: '社会保险费缴费证明',
  number: paper.certificateNo,
  ...stampOf(paper.state),
  facts: [
    ...nameOf(paper),
    ...insuranceOf(paper),
    ['缴费日期', paper.paidOn],
    ['原缴费凭证号', paper.receiptNo],
    ['填发日期', paper.issuedOn],
    ['税务机关', issuer],
  ],
  columns,
  rows: paper.lines.map(rowOf),
  totals: [
    ...(paper.refunded === '0.00' ? [] : refundTotals(paper.total, paper.refunded)),
    ['实缴合计（小写）', `¥${paper.net}`],
    ['实缴合计（大写）', paper.netInWords],
  ],
  notes: [
    electronic,
    ...(paper.refunded === '0.00' ? [] : ['本证明所列款项已部分或全部退费，以“实缴合计”为准。']),
    ...(paper.notCertified === 0 ? [] : [`同一凭证另有 ${paper.notCertified} 项尚未入库，未列入本证明。`]),
  ],
  code: paper.code,
});

/** 个人年度缴费明细: a year of a person. */
export const statementSheet = (paper: StatementPaper): Sheet => ({
  title: `${paper.year}年度社会保险费缴费明细`,
  number: paper.statementNo,
  facts: [...nameOf(paper), ['年度', `${paper.year}年1月1日至12月31日`], ['填发日期', paper.issuedOn]],
  columns: yearColumns,
  rows: paper.receipts.flatMap(({ paidOn, receiptNo, lines }) =>
    lines.map((line) => [paidOn, receiptNo, line.name, periodOf(line), line.amount, stateOf(line)]),
  ),
  totals: [
    ...paper.sums.map(({ insurance, paid, refunded, net }): Entry => {
      const back = refunded === '0.00' ? '' : `，已退 ¥${refunded}，实缴 ¥${net}`;
      return [insuranceNames[insurance], `缴费 ¥${paid}${back}`];
    }),
    ['实缴合计（小写）', `¥${paper.net}`],
    ['实缴合计（大写）', paper.netInWords],
  ],
  notes: [electronic, '按缴费日期所在年度列示；核实中、待缴齐和已冲正的款项不计入。'],
  code: paper.code,
});

const kindNames: Readonly<Record<PaperCheck['kind'], string>> = {
  receipt: '社会保险费缴费凭证',
  certificate: '社会保险费缴费证明',
  statement: '年度社会保险费缴费明细',
};

/** What the holder of a paper compares with it. */
export const checkSheet = (paper: PaperCheck, code: string): Sheet => ({
  title: kindNames[paper.kind],
  number: paper.number,
  ...stampOf(paper.state),
  facts: [
    ...nameOf(paper),
    ...insuranceOf(paper),
    ...(paper.paidOn === undefined ? [] : [['缴费日期', paper.paidOn] as const]),
    ...(paper.year === undefined ? [] : [['年度', String(paper.year)] as const]),
    ['查验时间', secondsOf(paper.checkedAt)],
  ],
  columns,
  rows: paper.lines.map(rowOf),
  totals: [
    ...(paper.refunded === '0.00' ? [] : refundTotals(paper.total, paper.refunded)),
    ['实缴合计（小写）', `¥${paper.net}`],
    ['实缴合计（大写）', paper.netInWords],
  ],
  notes: [],
  code,
});

const stampOf = (state: PaperState): { readonly stamp?: string } => {
  const stamp = stamps[state];
  return stamp === undefined ? {} : { stamp };
};

/** Whose paper it is. */
export const nameOf = ({ name }: { readonly name?: string | undefined }): Entry[] => [['姓名', name ?? '——']];
const insuranceOf = ({ insurance }: Pick<PaperCheck, 'insurance'>): Entry[] =>
  insurance === undefined ? [] : [['险种', insuranceNames[insurance]]];
const refundTotals = (total: string, refunded: string): Entry[] => [
  ['原缴合计', `¥${total}`],
  ['已退合计', `¥${refunded}`],
];

const periodOf = ({ from, to }: PaperLine): string =>
  from === undefined || to === undefined ? '—' : `${from} 至 ${to}`;
const stateOf = ({ state, refundedOn }: PaperLine): string =>
  refundedOn === undefined ? lineStates[state] : `${lineStates[state]} ${refundedOn}`;

const rowOf = (line: PaperLine): string[] => [
  line.name,
  periodOf(line),
  ...basis(line),
  line.amount,
  line.treasuryReceivedOn ?? '—',
  stateOf(line),
];

/** What is owed at a fixed amount has neither base nor rate: its quote counts it as once the amount. */
const basis = ({ base, rate }: PaperLine): readonly [string, string] =>
  base === undefined || rate === undefined
    ? ['—', '—']
    : rate === '1'
      ? ['定额', '—']
      : [base, percent(rate)];

/** To the second: `2022-05-18 10:00:00`. */
export const secondsOf = (moment: string): string => moment.slice(0, 19).replace('T', ' ');

/** `0.085` as `8.5%`, by text. */
export const percent = (rate: string): string => {
  const [whole = '', fraction = ''] = rate.split('.');
  const digits = `${whole}${fraction.padEnd(2, '0').slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = fraction.slice(2).replace(/0+$/, '');
  return `${digits}${rest === '' ? '' : `.${rest}`}%`;
};
