import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import {
  paymentOrder,
  paymentRejections as rejections,
  type PaymentEvent,
  type PaymentState,
} from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, type InputOf } from '@canbao/service-kit';
import { channelOf, orderIdOf, recordCollection } from '../collection';
import { obligationsOf } from './orders.controller';
import { orderById } from '../views/orders.view';
import { QuoteTokens } from './quote-tokens';

@Controller()
export class CollectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
    private readonly database: Database,
  ) {}

  @Handles(api.collect)
  async collect(@Input() input: InputOf<typeof api.collect>): Promise<unknown> {
    const quote = this.tokens.read(input.body.quoteToken);
    const command = recordCollection(input.body, quote, input.caller, input.now);
    const { orderId, receiptNo, amount } = command;
    return this.commands.run(input, paymentOrder, command, {
      subject: quote.personId,
      rejections,
      reply: ({ state }) => ({ orderId, receiptNo, total: quote.total, amount, ...outcome(state) }),
    });
  }

  @Handles(api.reverse)
  async reverse(@Input() input: InputOf<typeof api.reverse>): Promise<unknown> {
    const channel = channelOf(input.caller);
    const orderId = orderIdOf(channel, input.params.channelTransactionNo);
    const order = await orderById(this.database, orderId);
    const command = {
      type: 'ReverseCollection',
      orderId,
      channel,
      channelTransactionNo: input.params.channelTransactionNo,
      at: input.now,
      obligations: obligationsOf(order),
    } as const;
    // The original may be captured between the view and the decision. A reversal that comes before it is
    // about nobody yet; its own order id keeps it in order.
    const subject = (events: readonly PaymentEvent[]): string =>
      order?.person_id ??
      events.find((event) => event.type === 'CollectionReversed')?.data.personId ??
      orderId;
    return this.commands.run(input, paymentOrder, command, {
      subject,
      rejections,
      reply: ({ state }) => ({ orderId, status: state.status === 'void' ? 'remembered' : 'reversed' }),
    });
  }
}

const outcome = ({ status, because, missing }: PaymentState): object => {
  if (status === 'in-suspense') {
    const condition = {
      code: because,
      rule: 'payment.suspense',
      source: 'money that has moved is kept with its reason',
      clearedBy: 'operator',
    };
    return { status, because, conditions: [condition] };
  }
  if (status === 'incomplete') {
    const condition = {
      code: 'bundle-incomplete',
      rule: 'medical.bundle',
      source: 'guide G3.2.2.6',
      clearedBy: 'payer',
      details: { missingItems: missing },
    };
    return { status, missingItems: missing, conditions: [condition] };
  }
  return { status };
};
