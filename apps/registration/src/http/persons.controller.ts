import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import {
  person,
  registrationRejections as rejections,
  type PersonCommand,
} from '@canbao/domain-registration';
import { atVersion, EventStore, fold } from '@canbao/event-sourcing';
import { Commands, Handles, Input, type InputOf } from '@canbao/service-kit';
import { IdentityVault } from '../vault/identity-vault';
import { enrolmentsOn } from './enrolments';
import { assertPlausible, problem } from './problems';

/** The version of a person's stream: what If-Match is compared with. */
const etagOf = (version: number): string => `"${version}"`;

@Controller()
export class PersonsController {
  constructor(
    private readonly commands: Commands,
    private readonly vault: IdentityVault,
    private readonly store: EventStore,
  ) {}

  /** The vault's row is stored first and is idempotent: repeating the call repairs a crash in between. */
  @Handles(api.registerPerson)
  async register(@Input() input: InputOf<typeof api.registerPerson>): Promise<unknown> {
    assertPlausible(input.body, input.now);
    const { personId, nameMatches } = await this.vault.register(input.body, input.caller.subject);
    if (!nameMatches) throw problem('name-mismatch');
    return this.commands.run(
      input,
      person,
      { type: 'Register', personId },
      { subject: personId, rejections, reply: () => ({ personId }) },
    );
  }

  @Handles(api.enrolPension)
  enrolPension(@Input() input: InputOf<typeof api.enrolPension>): Promise<unknown> {
    const { params, body } = input;
    return this.change(
      input,
      { type: 'EnrolPension', personId: params.id, ...body },
      { insurance: 'pension', ...body },
    );
  }

  @Handles(api.enrolMedical)
  enrolMedical(@Input() input: InputOf<typeof api.enrolMedical>): Promise<unknown> {
    const { params, body } = input;
    return this.change(
      input,
      { type: 'EnrolMedical', personId: params.id, ...body },
      { insurance: 'medical', ...body },
    );
  }

  @Handles(api.endPension)
  endPension(@Input() input: InputOf<typeof api.endPension>): Promise<unknown> {
    const { params, body } = input;
    return this.change(input, { type: 'EndPension', personId: params.id, ...body }, { endedOn: body.on });
  }

  @Handles(api.endMedical)
  endMedical(@Input() input: InputOf<typeof api.endMedical>): Promise<unknown> {
    const { params, body } = input;
    return this.change(input, { type: 'EndMedical', personId: params.id, ...body }, { endedOn: body.on });
  }

  @Handles(api.correctPensionEnd)
  correctPensionEnd(@Input() input: InputOf<typeof api.correctPensionEnd>): Promise<unknown> {
    const { params, body } = input;
    return this.change(
      input,
      { type: 'EndPension', personId: params.id, ...body, replaces: true },
      { endedOn: body.on },
    );
  }

  @Handles(api.correctMedicalEnd)
  correctMedicalEnd(@Input() input: InputOf<typeof api.correctMedicalEnd>): Promise<unknown> {
    const { params, body } = input;
    return this.change(
      input,
      { type: 'EndMedical', personId: params.id, ...body, replaces: true },
      { endedOn: body.on },
    );
  }

  @Handles(api.enrolments)
  async enrolments(@Input() { params, reply, now }: InputOf<typeof api.enrolments>): Promise<unknown> {
    const streams = person.streams({ type: 'Register', personId: params.id });
    const { version, state } = fold(atVersion(person), streams, await this.store.load(streams));
    if (!state.registered) throw problem('person-not-found');
    void reply.header('etag', etagOf(version));
    return { personId: params.id, ...enrolmentsOn(state, dayOf(now)) };
  }

  /** Runs a command on the version that the caller has read, and answers with the new one. */
  private change(
    input: Parameters<Commands['run']>[0],
    command: PersonCommand,
    reply: object,
  ): Promise<unknown> {
    const { personId } = command;
    return this.commands.run(input, atVersion(person, input.ifMatch), command, {
      subject: personId,
      rejections,
      reply: ({ state: { version } }) => {
        void input.reply.header('etag', etagOf(version));
        return { personId, ...reply };
      },
    });
  }
}
