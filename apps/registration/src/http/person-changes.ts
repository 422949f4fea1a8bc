import { Injectable } from '@nestjs/common';
import {
  person,
  registrationRejections as rejections,
  type PersonCommand,
  type PersonState,
} from '@canbao/domain-registration';
import { atVersion } from '@canbao/event-sourcing';
import { Commands } from '@canbao/service-kit';

/** The version of a person's stream: what If-Match is compared with. */
export const etagOf = (version: number): string => `"${version}"`;

@Injectable()
export class PersonChanges {
  constructor(private readonly commands: Commands) {}

  /** Runs a command on the version that the caller has read, and answers with the new one. */
  run(
    input: Parameters<Commands['run']>[0],
    command: PersonCommand,
    reply: object | ((state: PersonState) => object),
  ): Promise<unknown> {
    const { personId } = command;
    return this.commands.run(input, atVersion(person, input.ifMatch), command, {
      subject: personId,
      rejections,
      reply: ({ state: { version, state } }) => {
        void input.reply.header('etag', etagOf(version));
        return { personId, ...(typeof reply === 'function' ? reply(state) : reply) };
      },
    });
  }
}
