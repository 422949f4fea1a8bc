import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import {
  person,
  registrationRejections as rejections,
  type EndEnrolment,
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
    const { role, subject } = input.caller;
    const { personId, name } = await this.vault.register(input.body, role, subject);
    if (name === 'mismatch') throw problem('name-mismatch');
    return this.commands.run(
      input,
      person,
      { type: 'Register', personId, ...(name === 'other' ? { otherNameFrom: role } : {}) },
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
    return this.end(input, 'EndPension');
  }

  @Handles(api.endMedical)
  endMedical(@Input() input: InputOf<typeof api.endMedical>): Promise<unknown> {
    return this.end(input, 'EndMedical');
  }

  @Handles(api.correctPensionEnd)
  correctPensionEnd(@Input() input: InputOf<typeof api.correctPensionEnd>): Promise<unknown> {
    return this.end(input, 'EndPension', true);
  }

  @Handles(api.correctMedicalEnd)
  correctMedicalEnd(@Input() input: InputOf<typeof api.correctMedicalEnd>): Promise<unknown> {
    return this.end(input, 'EndMedical', true);
  }

  @Handles(api.recordDeath)
  recordDeath(@Input() input: InputOf<typeof api.recordDeath>): Promise<unknown> {
    const { params, body, now } = input;
    return this.change(
      input,
      { type: 'RecordDeath', personId: params.id, on: body.on, today: dayOf(now) },
      { diedOn: body.on },
    );
  }

  @Handles(api.pensionEmployerCover)
  pensionEmployerCover(@Input() input: InputOf<typeof api.pensionEmployerCover>): Promise<unknown> {
    const cover = { insurance: 'pension', ...input.body } as const;
    return this.change(input, { type: 'NoteEmployerCover', personId: input.params.id, ...cover }, cover);
  }

  @Handles(api.medicalEmployerCover)
  medicalEmployerCover(@Input() input: InputOf<typeof api.medicalEmployerCover>): Promise<unknown> {
    const cover = { insurance: 'medical', ...input.body } as const;
    return this.change(input, { type: 'NoteEmployerCover', personId: input.params.id, ...cover }, cover);
  }

  @Handles(api.enrolments)
  async enrolments(@Input() { params, reply, now }: InputOf<typeof api.enrolments>): Promise<unknown> {
    const streams = person.streams({ type: 'Register', personId: params.id });
    const { version, state } = fold(atVersion(person), streams, await this.store.load(streams));
    if (!state.registered) throw problem('person-not-found');
    void reply.header('etag', etagOf(version));
    return { personId: params.id, ...enrolmentsOn(state, dayOf(now)) };
  }

  /** Death as the reason of an end concerns the person, not this enrolment alone. */
  private end(
    input: InputOf<typeof api.endPension>,
    type: EndEnrolment['type'],
    replaces = false,
  ): Promise<unknown> {
    const { on, reason } = input.body;
    const personId = input.params.id;
    const command: PersonCommand =
      reason === 'death'
        ? { type: 'RecordDeath', personId, on, today: dayOf(input.now) }
        : { type, personId, on, reason, replaces };
    return this.change(input, command, { endedOn: on });
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
