import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import {
  admitReport,
  admitReversal,
  originalsOf,
  collectionAnswer,
  paymentOrder,
  paymentRejections as rejections,
  reversalStatus,
  subjectOf,
} from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, type InputOf } from '@canbao/service-kit';
import { commandOf, digests } from './admitted';
import { firstRecorded } from '../views/orders.view';
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
    const command = commandOf(admitReport(input.body, quote, input.caller, input.now, digests));
    const { orderId, amount } = command;
    return this.commands.run(input, paymentOrder, command, {
      subject: quote.personId,
      rejections,
      reply: ({ state }) => ({
        orderId,
        receiptNo: state.receiptNo,
        total: quote.total,
        amount,
        ...collectionAnswer(state),
      }),
    });
  }

  @Handles(api.reverse)
  async reverse(@Input() input: InputOf<typeof api.reverse>): Promise<unknown> {
    const { channelTransactionNo } = input.params;
    const request = commandOf(admitReversal(channelTransactionNo, input.caller, input.now, digests));
    const original = await firstRecorded(this.database, request, originalsOf(request, digests));
    const orderId = original ?? request.orderId;
    const command = { ...request, orderId };
    return this.commands.run(input, paymentOrder, command, {
      subject: subjectOf(orderId),
      rejections,
      reply: ({ state }) => ({ orderId, status: reversalStatus(state) }),
    });
  }
}
