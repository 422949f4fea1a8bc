import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { posting, reactions } from '@canbao/domain-ledger-sync';
import type { Received } from '@canbao/kafka';
import { Commands, delegation, delegationCommand, uuidOf } from '@canbao/service-kit';

/** The id of the request that an event asks for: the same however often the event is delivered. */
const requestIdFor =
  (eventId: string) =>
  (month: string): string =>
    uuidOf(`${eventId}|${month}`);

@Controller()
export class LedgerSyncConsumer {
  constructor(private readonly commands: Commands) {}

  @EventPattern('ledger.events')
  ledger(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.react(received);
  }

  @EventPattern('payment.events')
  payment(@Payload() received: Received): Promise<'ignored' | undefined> {
    return this.react(received);
  }

  @EventPattern('registration.events')
  async registration(@Payload() received: Received): Promise<'ignored' | undefined> {
    const command = delegationCommand(received.event);
    if (command === undefined) return 'ignored';
    await this.commands.react(received, delegation, command);
    return undefined;
  }

  /** Each month is a stream of its own and idempotent by itself; the last carries the inbox entry. */
  private async react(received: Received): Promise<'ignored' | undefined> {
    const commands = reactions(received.event, requestIdFor(received.eventId));
    for (const [index, command] of commands.entries())
      await this.commands.react(received, posting, command, index === commands.length - 1);
    return commands.length === 0 ? 'ignored' : undefined;
  }
}
