import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { paymentNumbersApi as api } from '@canbao/contracts';
import { paymentOrder, paymentRejections as rejections } from '@canbao/domain-payment';
import { channelOf } from '@canbao/rules';
import { Commands, Handles, Input, Problem, QuoteTokens, type InputOf } from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import { OrderFacts } from '../http/order-facts';
import { newPaymentNumber } from './payment-number';

/** Numbers that payers take to WeChat 生活缴费. */
@Controller()
export class PaymentNumbersController {
  constructor(
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
    private readonly facts: OrderFacts,
    private readonly channels: Channels,
  ) {}

  @Handles(api.issuePaymentNumber)
  async issue(@Input() input: InputOf<typeof api.issuePaymentNumber>): Promise<unknown> {
    const { caller, body, now: at } = input;
    if (this.channels.of('wechat-bills') === undefined)
      throw new Problem('channel-not-connected', rejections['channel-not-connected']);
    const quote = this.tokens.read(body.quoteToken);
    if (quote === undefined) throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    const [orderId, paymentNumber] = [randomUUID(), newPaymentNumber()];
    const command = {
      type: 'OpenOrder',
      orderId,
      payerId: caller.subject,
      channel: 'wechat',
      payerChannel: channelOf(caller),
      through: 'wechat-bills',
      quote,
      payerReference: paymentNumber,
      at,
    } as const;
    await this.facts.caughtUp(caller, command);
    return this.commands.run(input, paymentOrder, command, {
      subject: quote.personId,
      rejections,
      reply: () => ({ orderId, paymentNumber, total: quote.total, payBy: quote.expiresAt }),
    });
  }
}
