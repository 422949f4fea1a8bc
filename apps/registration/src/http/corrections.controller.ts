import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import {
  isIdentityNumber,
  isName,
  person,
  registrationRejections as rejections,
  type PersonCommand,
} from '@canbao/domain-registration';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Commands, Handles, Input, readingFor, type InputOf } from '@canbao/service-kit';
import { IdentityCorrections, type CorrectionRefusal, type Corrector } from '../vault/identity-corrections';
import { bureauOf, problem } from './problems';

/**
 * Corrections of a name or an identity number. The vault's row is changed first and the event names its
 * version: repeating the call repairs a crash in between.
 */
@Controller()
export class CorrectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly corrections: IdentityCorrections,
    private readonly store: EventStore,
  ) {}

  @Handles(api.correctName)
  async correctName(@Input() input: InputOf<typeof api.correctName>): Promise<unknown> {
    const { name } = input.body;
    if (!isName(name)) throw problem('name-invalid');
    const corrector = await this.correctorOf(api.correctName, input);
    const corrected = accepted(await this.corrections.correctName(corrector, name));
    return this.record(input, { type: 'CorrectName', ...idsOf(corrector), ...corrected });
  }

  @Handles(api.correctIdentityNumber)
  async correctIdentityNumber(@Input() input: InputOf<typeof api.correctIdentityNumber>): Promise<unknown> {
    const { idNumber } = input.body;
    if (!isIdentityNumber(idNumber, dayOf(input.now))) throw problem('identity-number-invalid');
    const corrector = await this.correctorOf(api.correctIdentityNumber, input);
    const corrected = accepted(await this.corrections.correctNumber(corrector, idNumber));
    return this.record(input, { type: 'CorrectIdentityNumber', ...idsOf(corrector), ...corrected });
  }

  /** @throws Problem `person-not-found`, before the vault is changed. */
  private async correctorOf(
    call: typeof api.correctName | typeof api.correctIdentityNumber,
    input: Pick<InputOf<typeof call>, 'params' | 'caller' | 'reply'>,
  ): Promise<Corrector> {
    const { params, caller } = input;
    const streams = person.streams({ type: 'Register', personId: params.id });
    const { registered } = fold(person, streams, await this.store.load(streams));
    if (!registered) throw problem('person-not-found');
    return { personId: params.id, bureau: bureauOf(caller), reading: readingFor(call, input) };
  }

  private record(
    input: Parameters<Commands['run']>[0],
    command: Extract<PersonCommand, { readonly version: number }>,
  ): Promise<unknown> {
    const { personId, version } = command;
    return this.commands.run(input, person, command, {
      subject: personId,
      rejections,
      reply: () => ({ personId, version }),
    });
  }
}

const idsOf = ({ personId, bureau }: Corrector) => ({ personId, bureau });

/** @throws Problem for a correction that the vault refuses. */
const accepted = <Corrected extends object>(outcome: Corrected | CorrectionRefusal): Corrected => {
  if (typeof outcome === 'object') return outcome;
  throw problem(outcome === 'unknown' ? 'person-not-found' : outcome);
};
