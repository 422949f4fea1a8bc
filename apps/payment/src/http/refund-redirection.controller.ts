import { Controller } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { refundsApi as api, type Operation } from '@canbao/contracts';
import {
  redirect,
  redirectable,
  refund,
  refundRejections as rejections,
  type Refund,
  type RefundRejection,
} from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import {
  Commands,
  FourEyes,
  Handles,
  identityOf,
  Input,
  Problem,
  type InputOf,
  type Proposal,
} from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import { NoticeSeal } from '../channels/notice-seal';
import { storedRefund } from './stored-refund';

const action = 'refund-redirection';
const problem = (code: RefundRejection): Problem => new Problem(code, rejections[code]);

/** Abnormal refunds that their channel pays to another card. The stored proposal is the intent (ADR 54). */
@Controller()
export class RefundRedirectionController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
    private readonly channels: Channels,
    private readonly seal: NoticeSeal,
    private readonly clock: Clock,
    private readonly fourEyes: FourEyes,
  ) {
    fourEyes.performs(action, (proposal, input) => this.perform(proposal, input));
  }

  /** What could not be done now is refused now. */
  @Handles(api.redirectRefund)
  async propose(@Input() input: InputOf<typeof api.redirectRefund>): Promise<unknown> {
    const { id: refundId } = input.params;
    const { bank, account, name, reason: purpose } = input.body;
    this.legOf(await this.read(refundId));
    const card = this.seal.sealText(JSON.stringify({ account, name }), refundId);
    if (card === undefined) throw problem('redirection-not-offered');
    const details = { refundId, bank, ending: account.slice(-4), card };
    return this.fourEyes.propose(input, { action, subject: `refund ${refundId}`, details, purpose });
  }

  /** An answer that nobody got leaves the proposal approved: approving it again asks the channel first. */
  private async perform(
    { details }: Proposal,
    { caller }: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    const { refundId = '', bank = '', card = '' } = details;
    const current = await this.read(refundId);
    const { leg, channel } = this.legOf(current);
    const { account, name } = JSON.parse(this.seal.openText(card, refundId)) as Record<
      'account' | 'name',
      string
    >;
    const to = { to: 'payer', bank, account, name } as const;
    const command = await redirect(current, leg, channel, to, () => this.clock.now());
    if (command === undefined) throw Problem.general('busy');
    await this.commands.act(identityOf(caller), current.personId ?? refundId, refund, command);
    return {};
  }

  private legOf(current: Refund): NonNullable<ReturnType<typeof redirectable>> {
    if (!current.legs.some(({ status }) => status === 'abnormal')) throw problem('payout-not-due');
    const found = redirectable(current, (channel) => this.channels.of(channel));
    if (found === undefined) throw problem('redirection-not-offered');
    return found;
  }

  private async read(refundId: string): Promise<Refund> {
    const found = await storedRefund(this.store, refundId);
    if (found === undefined) throw problem('refund-not-found');
    return found;
  }
}
