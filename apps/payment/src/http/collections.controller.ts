import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import {
  admitReversal,
  originalOf,
  originalsOf,
  collectionAnswer,
  isConflicting,
  paymentOrder,
  paymentRejections as rejections,
  reversalStatus,
  subjectOf,
  type PaymentEvent,
} from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { AnsweredProblem, Commands, Handles, Input, type InputOf, QuoteTokens } from '@canbao/service-kit';
import { collectionOf, commandOf, digests, numberReused } from './admitted';
import { recordedUnder } from '../views/orders.view';
import { closePaidElsewhere } from './close-paid-elsewhere';

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
    const command = collectionOf(input.body, quote, input);
    const { orderId, amount } = command;
    let recorded: readonly PaymentEvent[] = [];
    const body = await this.commands.run(input, paymentOrder, command, {
      subject: quote?.personId ?? orderId,
      rejections,
      // A conflicting report is stored, so it is no rejection for the decider, only for the counter.
      reply: ({ state, events }) => {
        recorded = events;
        return isConflicting(command, state)
          ? numberReused().document()
          : {
              orderId,
              receiptNo: state.receiptNo,
              total: quote?.total ?? amount,
              amount,
              ...collectionAnswer(state),
            };
      },
    });
    await closePaidElsewhere(this.commands, recorded, input);
    return withoutProblem(body as Record<string, unknown>);
  }

  @Handles(api.reverse)
  async reverse(@Input() input: InputOf<typeof api.reverse>): Promise<unknown> {
    const { channelTransactionNo } = input.params;
    const request = commandOf(admitReversal(channelTransactionNo, input.caller, input.now, digests));
    const recorded = await recordedUnder(this.database, request, originalsOf(request, digests));
    const orderId = originalOf(request, recorded) ?? request.orderId;
    const command = { ...request, orderId };
    return this.commands.run(input, paymentOrder, command, {
      subject: subjectOf(orderId),
      rejections,
      reply: ({ state }) => ({ orderId, status: reversalStatus(state) }),
      isProvisional: (state) => reversalStatus(state) === 'awaiting-original',
    });
  }
}

/** The answer of a success. @throws AnsweredProblem for a stored problem document. */
const withoutProblem = (body: Record<string, unknown>): unknown => {
  if (body['code'] === undefined) return body;
  throw new AnsweredProblem(body);
};
