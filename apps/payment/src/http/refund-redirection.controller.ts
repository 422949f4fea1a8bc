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
  PersonalDataReads,
  Problem,
  readingFor,
  type InputOf,
  type Proposal,
} from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import { NoticeSeal } from '../channels/notice-seal';
import { PersonKeys } from '../privacy/person-keys';
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
    private readonly keys: PersonKeys,
    private readonly reads: PersonalDataReads,
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
    const current = await this.read(refundId);
    this.legOf(current);
    if (!this.keys.isSet) throw problem('redirection-not-offered');
    const text = Buffer.from(JSON.stringify({ account, name }));
    const sealed = await this.keys.seal(ownerOf(current, refundId), placeOf(refundId), text);
    const card = ownKey + sealed.toString('base64url');
    const details = { refundId, bank, ending: account.slice(-4), card };
    return this.fourEyes.propose(input, { action, subject: `refund ${refundId}`, details, purpose });
  }

  /** An answer that nobody got leaves the proposal approved: approving it again asks the channel first. */
  private async perform({ details }: Proposal, input: InputOf<Operation>): Promise<Record<string, string>> {
    const { refundId = '', bank = '', card = '' } = details;
    const current = await this.read(refundId);
    const { leg, channel } = this.legOf(current);
    const { account, name } = await this.open(ownerOf(current, refundId), refundId, card, input);
    const to = { to: 'payer', bank, account, name } as const;
    const command = await redirect(current, leg, channel, to, () => this.clock.now());
    if (command === undefined) throw Problem.general('busy');
    await this.commands.act(identityOf(input.caller), current.personId ?? refundId, refund, command);
    return {};
  }

  /** Proposals of former releases are sealed by the key of messages. */
  private async open(
    personId: string,
    refundId: string,
    card: string,
    input: InputOf<Operation>,
  ): Promise<Record<'account' | 'name', string>> {
    const value = { personId, field: 'bank-account' } as const;
    (await this.reads.record(readingFor(api.redirectRefund, input), [value])).use(value);
    if (!card.startsWith(ownKey)) return JSON.parse(this.seal.openText(card, refundId));
    const sealed = Buffer.from(card.slice(ownKey.length), 'base64url');
    const [text] = await this.keys.open([{ personId, place: placeOf(refundId), sealed }]);
    if (text === undefined) throw problem('refund-not-found');
    return JSON.parse(text.toString());
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

/** Says that the key of a person has sealed the card. */
const ownKey = 'person:';
const placeOf = (refundId: string): string => `card ${refundId}`;
/** Money of which nobody knows whose it is has a key of its own. */
const ownerOf = ({ personId }: Refund, refundId: string): string => personId ?? refundId;
