import { Controller, Inject } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import {
  isIdentityNumber,
  isName,
  person,
  registrationRejections as rejections,
  type PersonCommand,
} from '@canbao/domain-registration';
import { atVersion, EventStore, fold } from '@canbao/event-sourcing';
import { Commands, Handles, Input, Problem, type InputOf } from '@canbao/service-kit';
import { IdentityVault } from '../vault/identity-vault';

type Identity = InputOf<typeof api.registerPerson> | InputOf<typeof api.addBeneficiary>;

/** Refuses a number or a name that cannot be one, without repeating it. */
export const checkIdentity = ({ body, now }: Identity): void => {
  if (!isIdentityNumber(body.idNumber, dayOf(now)))
    throw new Problem('identity-number-invalid', rejections['identity-number-invalid']);
  if (!isName(body.name)) throw new Problem('name-invalid', rejections['name-invalid']);
};

/** The version of a person's stream: what If-Match is compared with. */
const etagOf = (version: number): string => `"${version}"`;

@Controller()
export class PersonsController {
  constructor(
    private readonly commands: Commands,
    private readonly vault: IdentityVault,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  /** The vault row comes first and is idempotent, so a crash in between heals when the call is repeated. */
  @Handles(api.registerPerson)
  async register(@Input() input: InputOf<typeof api.registerPerson>): Promise<unknown> {
    checkIdentity(input);
    const { personId, nameDiffers } = await this.vault.keep(
      input.body.idNumber,
      input.body.name,
      input.caller.subject,
    );
    if (nameDiffers) throw new Problem('name-differs', rejections['name-differs']);
    return this.commands.run(
      input,
      person,
      { type: 'Register', personId },
      { subject: personId, rejections, reply: () => ({ personId }) },
    );
  }

  @Handles(api.enrolPension)
  enrolPension(@Input() input: InputOf<typeof api.enrolPension>): Promise<unknown> {
    return this.change(
      input,
      { type: 'EnrolPension', personId: input.params.id, ...input.body },
      { insurance: 'pension', ...input.body },
    );
  }

  @Handles(api.enrolMedical)
  enrolMedical(@Input() input: InputOf<typeof api.enrolMedical>): Promise<unknown> {
    return this.change(
      input,
      { type: 'EnrolMedical', personId: input.params.id, ...input.body },
      { insurance: 'medical', ...input.body },
    );
  }

  @Handles(api.endPension)
  endPension(@Input() input: InputOf<typeof api.endPension>): Promise<unknown> {
    return this.change(
      input,
      { type: 'EndPension', personId: input.params.id, ...input.body },
      { endedOn: input.body.on },
    );
  }

  @Handles(api.endMedical)
  endMedical(@Input() input: InputOf<typeof api.endMedical>): Promise<unknown> {
    return this.change(
      input,
      { type: 'EndMedical', personId: input.params.id, ...input.body },
      { endedOn: input.body.on },
    );
  }

  @Handles(api.enrolments)
  async enrolments(@Input() { params, reply }: InputOf<typeof api.enrolments>): Promise<unknown> {
    const streams = person.streams({ type: 'Register', personId: params.id });
    const {
      version,
      state: { registered, pension, medical },
    } = fold(atVersion(person), streams, await this.store.load(streams));
    if (!registered) throw new Problem('unknown-person', rejections['unknown-person']);
    void reply.header('etag', etagOf(version));
    return { personId: params.id, pension, medical };
  }

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
