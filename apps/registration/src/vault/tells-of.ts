import { Injectable } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import type { RegistrationMessage } from '@canbao/contracts';
import { person, type RegistrationReason } from '@canbao/domain-registration';
import { Commands, identityOf, type Caller } from '@canbao/service-kit';
import { begins } from '../http/feed-message';
import { assertPlausible, bureauOf, problem } from '../http/problems';
import { IdentityVault } from './identity-vault';

/** Whom a message of a bureau is about: named by the id that we gave, or by number and name. */
@Injectable()
export class TellsOf {
  constructor(
    private readonly vault: IdentityVault,
    private readonly commands: Commands,
  ) {}

  /**
   * The person; one who is told of for the first time is registered. The vault's row is stored first:
   * repeating the message repairs a crash in between.
   * @throws Problem for a number or name that cannot be right, or is not that person's.
   */
  async person(message: RegistrationMessage, caller: Caller, now: Instant): Promise<string> {
    const told = message.person;
    if ('personId' in told) return told.personId;
    assertPlausible(told, now);
    const bureau = bureauOf(caller);
    if (!begins(message)) {
      const known = await this.vault.match(told, identityOf(caller));
      if (known === undefined) throw problem('no-matching-person');
      return known;
    }
    const { personId, fit } = await this.vault.register(told, bureau, identityOf(caller));
    if (fit === 'mismatch') throw problem('name-mismatch');
    if (fit === 'former-number') throw problem('identity-number-corrected');
    const otherName = fit === 'other' ? { otherNameFrom: bureau } : {};
    await this.commands.act(identityOf(caller), personId, person, {
      type: 'Register',
      personId,
      ...otherName,
    });
    return personId;
  }

  /** Why the message cannot be about anybody, if it cannot; nobody is registered. */
  async refusal(
    message: RegistrationMessage,
    caller: Caller,
    now: Instant,
  ): Promise<RegistrationReason | undefined> {
    const told = message.person;
    if ('personId' in told) return undefined;
    assertPlausible(told, now);
    const actor = identityOf(caller);
    if (!begins(message))
      return (await this.vault.match(told, actor)) === undefined ? 'no-matching-person' : undefined;
    const fit = await this.vault.look(told, bureauOf(caller), actor);
    if (fit === 'mismatch') return 'name-mismatch';
    return fit === 'former-number' ? 'identity-number-corrected' : undefined;
  }
}
