import { Injectable } from '@nestjs/common';
import {
  accountStream,
  assessmentRejections as rejections,
  contributionAccount,
  tellerRefusal,
  type AccountState,
} from '@canbao/domain-assessment';
import { dayOf, type Instant } from '@canbao/calendar';
import { EventStore, fold, type StoredEvent } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { FactsInFlight, identityOf, mayAccess, Problem, type Caller } from '@canbao/service-kit';
import type { Pack } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import { RulePack } from '../rule-pack';

/** A person's account for one insurance, as its events make it. */
export interface LoadedAccount {
  readonly insurance: Insurance;
  readonly state: AccountState;
  readonly events: readonly StoredEvent[];
  /** The rule pack that was in force when the account was loaded. */
  readonly pack: Pack;
}

/** Loads accounts for callers who may see them, and waits for facts in flight (ADR 4). */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly facts: FactsInFlight,
    private readonly rules: RulePack,
  ) {}

  /** @throws Problem when the caller has no access to the person. */
  async assertAccess(caller: Caller, personId: string): Promise<void> {
    const asked = { subject: personId, caller: identityOf(caller) };
    if (!(await this.facts.waitUntil(() => mayAccess(this.database, caller, personId), asked)))
      throw new Problem('person-not-found', rejections['person-not-found']);
  }

  /**
   * The account, once the enrolment has arrived.
   * @throws Problem when the caller has no access to the person, or is a teller outside the bank's districts.
   */
  async load(
    { caller, now }: { readonly caller: Caller; readonly now: Instant },
    personId: string,
    insurance: Insurance,
  ): Promise<LoadedAccount> {
    await this.assertAccess(caller, personId);
    const enrolled = await this.facts.waitFor(
      async () => {
        const current = await this.read(personId, insurance);
        return current.state.enrolments.length === 0 ? undefined : current;
      },
      { subject: personId, caller: identityOf(caller) },
    );
    const account = enrolled ?? (await this.read(personId, insurance));
    const today = dayOf(now);
    const condition = tellerRefusal(caller, account.state, today);
    if (condition !== undefined)
      throw new Problem('bank-not-in-district', rejections['bank-not-in-district'], {
        conditions: [condition],
      });
    return account;
  }

  private async read(personId: string, insurance: Insurance): Promise<LoadedAccount> {
    const stream = accountStream(personId, insurance);
    const loaded = await this.store.load([stream, this.rules.stream]);
    const pack = this.rules.packOf(loaded);
    const state = fold(contributionAccount(pack), [stream], loaded);
    return { insurance, state, events: loaded.get(stream)?.events ?? [], pack };
  }
}
