import { Controller } from '@nestjs/common';
import { notificationsApi as api } from '@canbao/contracts';
import { Handles, Input, Problem, type InputOf, type RawAnswer } from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import { refused, taken } from '../channels/acknowledgements';

/** Messages of the online channels. */
@Controller()
export class NotificationsController {
  constructor(private readonly channels: Channels) {}

  @Handles(api.channelNotification)
  async notify(@Input() input: InputOf<typeof api.channelNotification>): Promise<RawAnswer> {
    const { params, raw, now } = input;
    const channel = this.channels.of(params.channel);
    if (channel === undefined) throw Problem.general('not-found');
    const notice = await channel.read(raw, now);
    return 'forged' in notice ? refused(params.channel) : taken(params.channel);
  }
}
