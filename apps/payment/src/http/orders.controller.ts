import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import type { Month } from '@canbao/calendar';
import { paymentApi as api } from '@canbao/contracts';
import {
  mayAccessOrder,
  paymentOrder,
  paymentRejections as rejections,
  receiptEvidence,
  receiptStreams,
  subjectOf,
  type Receipt,
} from '@canbao/domain-payment';
import { Database, provenEvents } from '@canbao/postgres';
import { channelOf } from '@canbao/rules';
import {
  Commands,
  Handles,
  Input,
  mayAccess as mayAccessPerson,
  Problem,
  proofOfEvents,
  type Caller,
  type InputOf,
  QuoteTokens,
} from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { OrderFacts } from './order-facts';
import { withRefunds } from '../views/refunds.view';
import { ChannelOrders } from '../channels/channel-orders';
import { Channels } from '../channels/channels';
import { orderById, orderByReceipt, ordersOf, type OrderRow } from '../views/orders.view';

@Controller()
export class OrdersController {
  constructor(
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
    private readonly database: Database,
    private readonly facts: OrderFacts,
    private readonly channels: Channels,
    private readonly atChannel: ChannelOrders,
  ) {}

  @Handles(api.openOrder)
  async open(@Input() input: InputOf<typeof api.openOrder>): Promise<unknown> {
    const quote = this.tokens.read(input.body.quoteToken);
    if (quote === undefined) throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    const { caller } = input;
    const orderId = randomUUID();
    const command = {
      type: 'OpenOrder',
      orderId,
      payerId: caller.subject,
      channel: input.body.channel,
      payerChannel: channelOf(caller),
      quote,
      payerReference: this.payerReferenceOf(input),
      at: input.now,
    } as const;
    await this.facts.caughtUp(caller, command);
    const opened = await this.commands.run(input, paymentOrder, command, {
      subject: quote.personId,
      rejections,
      reply: () => ({
        orderId,
        status: 'open',
        total: quote.total,
        payBy: quote.expiresAt,
        channelParameters: {},
      }),
    });
    return this.placed(opened as Opened);
  }

  /** Who pays at the channel; nobody where it is not connected. */
  private payerReferenceOf({ body, caller }: InputOf<typeof api.openOrder>): string | undefined {
    return this.channels.of(body.channel) === undefined ? undefined : (body.payerReference ?? caller.subject);
  }

  /** The answer with what the channel says; a repeat gets what it has said since. */
  private async placed(opened: Opened): Promise<unknown> {
    const { orderId } = opened;
    await this.atChannel.place(orderId);
    const order = await orderById(this.database, orderId);
    if (order === undefined) return opened;
    const { status, channelParameters = {}, askedAgainAt } = { ...answerOf(order), ...payingOf(order) };
    const asked = askedAgainAt === undefined || status === 'open' ? {} : { askedAgainAt };
    return { ...opened, status, channelParameters, ...asked };
  }

  @Handles(api.closeOrder)
  async close(@Input() input: InputOf<typeof api.closeOrder>): Promise<unknown> {
    const { order_id: orderId } = await this.orderOf(input.caller, input.params.id);
    const command = { type: 'CloseOrder', orderId, at: input.now } as const;
    const close = (): Promise<unknown> =>
      this.commands.run(input, paymentOrder, command, {
        subject: subjectOf(orderId),
        rejections,
        reply: ({ state }) => ({ orderId, status: state.status === 'closed' ? 'closed' : 'closing' }),
        isProvisional: ({ status }) => status !== 'closed',
      });
    const closing = await close();
    if ((closing as Closing).status === 'closed') return closing;
    // The channel says whether the payer was faster; the same command then tells how the order ended.
    await this.atChannel.ask(orderId);
    return close();
  }

  @Handles(api.orders)
  async orders(@Input() { query, caller }: InputOf<typeof api.orders>): Promise<unknown> {
    const { rows, ...page } = await ordersOf(this.database, caller.subject, query.cursor);
    const items = rows.map((row) => ({ ...answerOf(row), ...payingOf(row) }));
    return { items: await withRefunds(this.database, items), ...page };
  }

  @Handles(api.order)
  async order(@Input() { params, caller }: InputOf<typeof api.order>): Promise<unknown> {
    const order = await this.orderOf(caller, params.id);
    const paying = order.payer_id === caller.subject ? payingOf(order) : {};
    return (await withRefunds(this.database, [{ ...answerOf(order), ...paying }]))[0];
  }

  @Handles(api.receiptProof)
  async receiptProof(@Input() { params, caller }: InputOf<typeof api.receiptProof>): Promise<unknown> {
    const order = await this.orderWithReceipt(caller, params.no);
    const receipt = receiptOf(order, params.no);
    const stored = await provenEvents(this.database.pool, receiptStreams(receipt));
    const readable = stored.map((event) => ({ type: event.type, data: JSON.parse(event.data), event }));
    const events = receiptEvidence(readable, receipt).map(({ event }) => event);
    return proofOfEvents(this.database, { receiptNo: params.no }, events);
  }

  private async orderWithReceipt(caller: Caller, receiptNo: string): Promise<OrderRow> {
    const order = await orderByReceipt(this.database, receiptNo);
    if (order === undefined || !(await mayAccess(this.database, caller, order)))
      throw new Problem('receipt-not-found', rejections['receipt-not-found']);
    return order;
  }

  private async orderOf(caller: Caller, orderId: string): Promise<OrderRow> {
    const order = await orderById(this.database, orderId);
    if (order === undefined || !(await mayAccess(this.database, caller, order)))
      throw new Problem('order-not-found', rejections['order-not-found']);
    return order;
  }
}

/**
 * Whether the caller may see the order. Who paid at a counter did not sign in there: whoever may act for the
 * person sees it.
 */
export const mayAccess = async (
  database: Database,
  caller: Caller,
  { payer_id: payerId, channel, person_id: personId }: OrderRow,
): Promise<boolean> => {
  if (mayAccessOrder(caller, { payerId, channel })) return true;
  if (caller.role !== 'payer' || payerId !== null || personId === null) return false;
  return mayAccessPerson(database, caller, personId);
};

/** What a receipt is about, for its streams. */
export const receiptOf = (order: OrderRow, receiptNo: string): Receipt => ({
  receiptNo,
  orderId: order.order_id,
  ...(order.person_id === null || order.insurance === null
    ? {}
    : {
        paidFor: {
          personId: order.person_id,
          insurance: order.insurance as Insurance,
          months: order.months as Month[],
        },
      }),
});

interface Opened {
  readonly orderId: string;
}
interface Closing {
  readonly status: string;
}

/** How an open order stands, as far as its channel has said. */
const statusOf = ({ status, phase, answer }: OrderRow): string => {
  if (status !== 'open' || phase === null) return status;
  if (answer === 'unknown') return answer;
  return phase === 'placed' ? status : phase;
};

/** With these the payer’s wallet opens. */
const payingOf = ({
  status,
  parameters,
}: OrderRow): { readonly channelParameters?: OrderRow['parameters'] } =>
  status === 'open' && parameters !== null ? { channelParameters: parameters } : {};

/** An order as callers see it. */
export const answerOf = (order: OrderRow) => ({
  orderId: order.order_id,
  ...(order.person_id === null ? {} : { personId: order.person_id }),
  status: statusOf(order),
  channel: order.channel,
  total: order.total,
  payBy: order.pay_by ?? order.paid_at,
  months: order.months,
  ...(order.receipt_no === null ? {} : { receiptNo: order.receipt_no }),
  ...(order.because === null ? {} : { because: order.because }),
  ...(order.in_suspense === null || order.status === 'in-suspense' ? {} : { inSuspense: order.in_suspense }),
  ...(order.ask_at === null || order.status !== 'open' ? {} : { askedAgainAt: order.ask_at }),
});
