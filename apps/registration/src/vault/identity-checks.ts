import { Injectable } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import { identityChecks, lockedFor, type Identity } from '@canbao/domain-registration';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Commands, identityOf, type Caller, type Reading } from '@canbao/service-kit';
import { problem } from '../http/problems';
import { IdentityVault } from './identity-vault';

/** Compares what payers type with the identity vault, and keeps them from finding numbers by trying. */
@Injectable()
export class IdentityChecks {
  constructor(
    private readonly vault: IdentityVault,
    private readonly commands: Commands,
    private readonly store: EventStore,
  ) {}

  /**
   * The person with this number and name; undefined where there is none.
   * @throws Problem `too-many-misses`, whether they belong together or not.
   */
  async match(
    identity: Identity,
    caller: Caller,
    reading: Reading,
    at: Instant,
  ): Promise<string | undefined> {
    const [payerId, actor] = [caller.subject, identityOf(caller)];
    const digests = this.vault.digestsOf(identity);
    const check = { ...digests, payerId, at, matches: false };
    const streams = identityChecks.streams(check);
    const state = fold(identityChecks, streams, await this.store.load(streams));
    const retryAfterSeconds = lockedFor(state, digests.check, at);
    if (retryAfterSeconds !== undefined) throw problem('too-many-misses', { retryAfterSeconds });
    const personId = await this.vault.match(identity, reading);
    // Of comparisons that run at once, only those count that come before the lock.
    const recorded = await this.commands.act(actor, payerId, identityChecks, {
      ...check,
      matches: personId !== undefined,
    });
    if (recorded.outcome === 'rejected') throw problem(recorded.reason, recorded.details);
    return personId;
  }
}
