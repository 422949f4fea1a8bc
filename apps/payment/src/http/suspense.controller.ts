import { hash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { QuoteClaims, suspenseApi as api, type Operation } from '@canbao/contracts';
import {
  paymentOrder,
  paymentRejections as rejections,
  subjectOf,
  type PaymentEvent,
  type ResolveSuspense,
} from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import {
  Commands,
  FourEyes,
  Handles,
  Input,
  Problem,
  QuoteTokens,
  type InputOf,
  type Proposal,
} from '@canbao/service-kit';
import { lineById, suspenseLines } from '../views/suspense.view';
import { closePaidElsewhere } from './close-paid-elsewhere';
import { resolutionOf } from './resolution';

const action = 'resolve-suspense';

/** Money in suspense; what operators decide about it needs two of them (ADR 36). */
@Controller()
export class SuspenseController {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly tokens: QuoteTokens,
    private readonly fourEyes: FourEyes,
  ) {
    fourEyes.performs(action, (proposal, input) => this.perform(proposal, input));
  }

  @Handles(api.suspense)
  list(@Input() { query }: InputOf<typeof api.suspense>): Promise<unknown> {
    const { status, orderId, cursor } = query;
    return suspenseLines(this.database, { status, orderId, cursor });
  }

  /** What could not be done now is refused now. */
  @Handles(api.resolveSuspense)
  async resolve(@Input() input: InputOf<typeof api.resolveSuspense>): Promise<unknown> {
    const { params, body, now } = input;
    const paying = body.quoteToken === undefined ? undefined : this.tokens.read(body.quoteToken);
    if (body.quoteToken !== undefined && paying === undefined)
      throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    // The quote itself is kept, for its token is not.
    const details = {
      lineId: params.id,
      way: body.way,
      ...(paying === undefined ? {} : { quote: JSON.stringify(paying) }),
    };
    const command = await this.commandOf(details, now);
    await this.commands.check(paymentOrder, command, rejections);
    return this.fourEyes.propose(input, {
      action,
      subject: `suspense ${params.id}`,
      details,
      purpose: body.purpose,
    });
  }

  private async perform(
    { proposalId, details }: Proposal,
    input: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    const command = await this.commandOf(details, input.now);
    // Under the proposal's id, so that it is done once.
    const idempotency = { scope: 'proposal', key: proposalId, fingerprint: hash('sha256', proposalId) };
    let done: readonly PaymentEvent[] = [];
    await this.commands.run({ ...input, idempotency }, paymentOrder, command, {
      subject: subjectOf(command.orderId),
      rejections,
      reply: ({ events }) => {
        done = events;
        return {};
      },
    });
    await closePaidElsewhere(this.commands, done, input);
    return { orderId: command.orderId };
  }

  private async commandOf(
    { lineId = '', way, quote }: Readonly<Record<string, string>>,
    now: InputOf<Operation>['now'],
  ): Promise<ResolveSuspense> {
    const line = await lineById(this.database, lineId);
    if (line === undefined) throw new Problem('suspense-not-found', rejections['suspense-not-found']);
    return {
      ...resolutionOf(line, now),
      way: way === 'obligation' ? 'obligation' : 'back',
      ...(quote === undefined ? {} : { paying: QuoteClaims.parse(JSON.parse(quote)) }),
    };
  }
}
