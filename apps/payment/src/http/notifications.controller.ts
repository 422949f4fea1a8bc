import { Controller } from '@nestjs/common';
import { notificationsApi as api } from '@canbao/contracts';
import { Handles, Input, Problem, type InputOf, type RawAnswer } from '@canbao/service-kit';
import { refused, taken } from '../channels/acknowledgements';
import { Channels } from '../channels/channels';
import { Notices } from '../channels/notices';

/** Messages of the online channels: verified as they came, kept, answered, and then worked through. */
@Controller()
export class NotificationsController {
  constructor(
    private readonly channels: Channels,
    private readonly notices: Notices,
  ) {}

  @Handles(api.channelNotification)
  async notify(@Input() input: InputOf<typeof api.channelNotification>): Promise<RawAnswer> {
    const { params, raw, now } = input;
    const channel = this.channels.of(params.channel);
    if (channel === undefined) throw Problem.general('not-found');
    const notice = await channel.read(raw, now);
    if ('forged' in notice) {
      await this.notices.countForged(params.channel, notice, now);
      return refused(params.channel);
    }
    await this.notices.keep(params.channel, notice, raw, now);
    return taken(params.channel);
  }
}
