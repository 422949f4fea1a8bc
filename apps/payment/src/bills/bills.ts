import { Injectable } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import { payDateOf, type BillFields, type BillReason, type BillRequest } from '@canbao/channels';
import {
  admitChannelPayment,
  orderNoOf,
  paymentOrder,
  subjectOf,
  type PaymentReason,
} from '@canbao/domain-payment';
import { toFen, type Yuan } from '@canbao/money';
import { Database } from '@canbao/postgres';
import { Commands } from '@canbao/service-kit';
import { digests } from '../http/admitted';
import { orderById } from '../views/orders.view';
import { chargeUnder, orderOfNumber, type BillCharge } from './bills.view';
import { refusalOf } from './offer';
import { isPaymentNumber } from './payment-number';

/** What a request of WeChat 生活缴费 is answered with; `info` where there is something to tell. */
export interface BillAnswer {
  readonly reason: BillReason;
  readonly info?: BillFields;
}

const channel = 'wechat-bills';
type Query = Extract<BillRequest, { asks: 'query' }>;
type Charge = Extract<BillRequest, { asks: 'charge' }>;

/** Answers WeChat 生活缴费 from the orders, and books what it has taken. */
@Injectable()
export class Bills {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
  ) {}

  /** 查账: what the number owes now. There is one row; a page that begins behind it has none. */
  async query({ billKey, beginsAt }: Query, companyId: string, now: Instant): Promise<BillAnswer> {
    const orderId = await orderOfNumber(this.database, billKey);
    const order = orderId === undefined ? undefined : await orderById(this.database, orderId);
    const refused = refusalOf(order, now);
    if (refused !== undefined || order === undefined) return { reason: refused ?? 'bill-unknown' };
    const months = order.months.map((month) => month.replace('-', '')).toSorted();
    const data: BillFields = [
      ['customer_name', '灵活就业人员'],
      ['balance', '0'],
      ['pay_amount', fen(order.total as Yuan)],
      ['begin_date', months[0] ?? ''],
      ['end_date', months.at(-1) ?? ''],
      ['attach', orderNoOf(order.order_id)],
    ];
    return {
      reason: 'ok',
      info: [
        ['bill_key', billKey],
        ['company_id', companyId],
        ['total_num', '1'],
        ...(beginsAt > 1 ? [] : ([['data', data]] as const)),
      ],
    };
  }

  /**
   * 销账: WeChat has taken the money. It is ours from here on, so it is booked and acknowledged whatever the
   * state of the order: a refusal would have WeChat send back what we would send back, too.
   */
  async charge(request: Charge, companyId: string, now: Instant): Promise<BillAnswer> {
    const before = await chargeUnder(this.database, request.billNo);
    if (before !== undefined && isSame(before, request)) return chargeAnswer(request, before, companyId);
    // Another amount under a number of WeChat's is registered, and answered as the first.
    const orderId = before?.order_id ?? (await orderOfNumber(this.database, request.billKey));
    const command = admitChannelPayment(
      channel,
      {
        orderNo: orderId === undefined ? shown(request.billKey) : orderNoOf(orderId),
        transactionNo: request.billNo,
        amount: request.amount,
        paidAt: request.paidAt,
      },
      now,
      digests,
    );
    await this.commands.act(channel, subjectOf(command.orderId), paymentOrder, command);
    const recorded = await chargeUnder(this.database, request.billNo);
    if (recorded === undefined) throw new Error('a charge is not on the books');
    return chargeAnswer(request, recorded, companyId);
  }

  /** 销账结果查询. */
  async confirm(billKey: string, billNo: string, companyId: string): Promise<BillAnswer> {
    const recorded = await chargeUnder(this.database, billNo);
    if (recorded === undefined || recorded.status !== 'charged')
      return { reason: recorded === undefined ? 'bill-unknown' : 'inconsistent' };
    return { reason: 'ok', info: [...chargeInfo(billKey, billNo, recorded, companyId), ['ret_code', '0']] };
  }

  /** 冲正 on the day of the charge; one that comes before its charge makes it void. */
  async reverse(billNo: string, now: Instant): Promise<BillAnswer> {
    const before = await chargeUnder(this.database, billNo);
    const orderId = before?.order_id ?? digests.uuidOf(`payment|${channel}|${billNo}`);
    const command = {
      type: 'ReverseCollection',
      orderId,
      channel,
      channelTransactionNo: billNo,
      at: now,
    } as const;
    const executed = await this.commands.act(channel, subjectOf(orderId), paymentOrder, command);
    return { reason: executed.outcome === 'rejected' ? notReversed(executed.reason) : 'ok' };
  }
}

/** What was taken back before it came is nothing to book. */
const isSame = ({ status, amount }: BillCharge, request: Charge): boolean =>
  status === 'void' || amount === request.amount;

/** The first answer to a charge, for every repeat of it. */
const chargeAnswer = (request: Charge, charge: BillCharge, companyId: string): BillAnswer =>
  charge.status === 'charged'
    ? { reason: 'ok', info: chargeInfo(request.billKey, request.billNo, charge, companyId) }
    : { reason: 'inconsistent' };

const chargeInfo = (
  billKey: string,
  billNo: string,
  { receipt_no: receiptNo, amount, paid_at: paidAt }: BillCharge,
  companyId: string,
): BillFields => [
  ['bill_key', billKey],
  ['company_id', companyId],
  ['bill_no', billNo],
  ['pay_date', payDateOf(paidAt as Instant)],
  ['pay_amount', fen((amount ?? '0.00') as Yuan)],
  ['channel_bill_no', receiptNo ?? ''],
];

const notReversed = (reason: PaymentReason): BillReason =>
  reason === 'reversal-too-late' ? 'past-acceptance' : 'inconsistent';

const fen = (amount: Yuan): string => toFen(amount).toString();

/** What is no number of ours may be anything, an identity number too: it is not written down. */
const shown = (billKey: string): string => (isPaymentNumber(billKey) ? billKey : 'not a payment number');
