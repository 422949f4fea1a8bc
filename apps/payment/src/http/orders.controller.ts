import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { obligationStream, paymentOrder, paymentRejections as rejections } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, Problem, type Caller, type InputOf } from '@canbao/service-kit';
import { orderById, orderByReceipt, type OrderRow } from '../views/orders.view';
import { QuoteTokens } from './quote-tokens';

const visible = ({ role, subject, bank }: Caller, order: OrderRow): boolean =>
  role === 'operator' ||
  role === 'auditor' ||
  (role === 'payer' && order.payer_id === subject) ||
  (role === 'bank' && order.channel === bank) ||
  (role === 'tax-desk' && order.channel === 'tax-desk');

export const obligationsOf = (order: OrderRow | undefined): string[] =>
  (order?.months ?? []).map((month) =>
    obligationStream(order?.person_id ?? '', order?.insurance ?? '', month),
  );

const shown = (order: OrderRow) => ({
  orderId: order.order_id,
  personId: order.person_id,
  status: order.status,
  channel: order.channel,
  total: order.total,
  payBy: order.pay_by ?? order.paid_at,
  months: order.months,
  ...(order.receipt_no === null ? {} : { receiptNo: order.receipt_no }),
  ...(order.because === null ? {} : { because: order.because }),
});

@Controller()
export class OrdersController {
  constructor(
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
    private readonly database: Database,
  ) {}

  @Handles(api.openOrder)
  async open(@Input() input: InputOf<typeof api.openOrder>): Promise<unknown> {
    const quote = this.tokens.read(input.body.quoteToken);
    const command = {
      type: 'OpenOrder',
      orderId: randomUUID(),
      payerId: input.caller.subject,
      channel: input.body.channel,
      quote,
      at: input.now,
    } as const;
    return this.commands.run(input, paymentOrder, command, {
      subject: quote.personId,
      rejections,
      reply: () => ({
        orderId: command.orderId,
        status: 'open',
        total: quote.total,
        payBy: quote.expiresAt,
        channelParameters: {},
      }),
    });
  }

  @Handles(api.closeOrder)
  async close(@Input() input: InputOf<typeof api.closeOrder>): Promise<unknown> {
    const order = await this.mine(input.caller, input.params.id);
    const command = {
      type: 'CloseOrder',
      orderId: order.order_id,
      at: input.now,
      obligations: obligationsOf(order),
    } as const;
    return this.commands.run(input, paymentOrder, command, {
      subject: order.person_id,
      rejections,
      reply: () => ({ orderId: order.order_id, status: 'closed' }),
    });
  }

  @Handles(api.order)
  async order(@Input() { params, caller }: InputOf<typeof api.order>): Promise<unknown> {
    return shown(await this.mine(caller, params.id));
  }

  @Handles(api.receipt)
  async receipt(@Input() { params, caller }: InputOf<typeof api.receipt>): Promise<unknown> {
    const order = await orderByReceipt(this.database, params.no);
    if (order === undefined || !visible(caller, order))
      throw new Problem('receipt-not-found', rejections['receipt-not-found']);
    return {
      ...shown(order),
      insurance: order.insurance,
      channelTransactionNo: order.channel_transaction_no,
      paidAt: order.paid_at,
      currency: 'CNY',
    };
  }

  private async mine(caller: Caller, orderId: string): Promise<OrderRow> {
    const order = await orderById(this.database, orderId);
    if (order === undefined || !visible(caller, order))
      throw new Problem('order-not-found', rejections['order-not-found']);
    return order;
  }
}
