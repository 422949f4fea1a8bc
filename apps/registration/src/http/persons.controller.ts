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
import { Commands, Handles, Input, readingFor, type InputOf } from '@canbao/service-kit';
import { insurancesShownTo } from '@canbao/vocabulary';
import { IdentityVault } from '../vault/identity-vault';
import { enrolmentsOn } from './enrolments';
import { etagOf, PersonChanges } from './person-changes';
import { assertPlausible, bureauOf, problem } from './problems';

@Controller()
export class PersonsController {
  constructor(
    private readonly commands: Commands,
    private readonly changes: PersonChanges,
    private readonly vault: IdentityVault,
    private readonly store: EventStore,
  ) {}

  /** The vault's row is stored first and is idempotent: repeating the call repairs a crash in between. */
  @Handles(api.registerPerson)
  async register(@Input() input: InputOf<typeof api.registerPerson>): Promise<unknown> {
    assertPlausible(input.body, input.now);
    const bureau = bureauOf(input.caller);
    const reading = readingFor(api.registerPerson, input);
    const { personId, fit } = await this.vault.register(input.body, bureau, reading);
    if (fit === 'mismatch') throw problem('name-mismatch');
    if (fit === 'former-number') throw problem('identity-number-corrected');
    return this.commands.run(
      input,
      person,
      { type: 'Register', personId, ...(fit === 'other' ? { otherNameFrom: bureau } : {}) },
      { subject: personId, rejections, reply: () => ({ personId }) },
    );
  }

  @Handles(api.enrolPension)
  enrolPension(@Input() input: InputOf<typeof api.enrolPension>): Promise<unknown> {
    const { params, body } = input;
    return this.changes.run(
      input,
      { type: 'EnrolPension', personId: params.id, ...body },
      { insurance: 'pension', ...body },
    );
  }

  @Handles(api.enrolMedical)
  enrolMedical(@Input() input: InputOf<typeof api.enrolMedical>): Promise<unknown> {
    const { params, body } = input;
    return this.changes.run(
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

  @Handles(api.enrolments)
  async enrolments(
    @Input() { params, caller, reply, now }: InputOf<typeof api.enrolments>,
  ): Promise<unknown> {
    const streams = person.streams({ type: 'Register', personId: params.id });
    const { version, state } = fold(atVersion(person), streams, await this.store.load(streams));
    if (!state.registered) throw problem('person-not-found');
    void reply.header('etag', etagOf(version));
    return { personId: params.id, ...enrolmentsOn(state, insurancesShownTo(caller.role), dayOf(now)) };
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
        ? { type: 'RecordDeath', personId, bureau: bureauOf(input.caller), on, today: dayOf(input.now) }
        : { type, personId, on, reason, replaces };
    return this.changes.run(input, command, { endedOn: on });
  }
}
