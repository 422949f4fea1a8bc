import { Injectable } from '@nestjs/common';
import {
  accountStream,
  assessmentRejections as rejections,
  contributionAccount,
  isServedBy,
  tellerRefusal,
  type AccountState,
} from '@canbao/domain-assessment';
import { dayOf, type Instant } from '@canbao/calendar';
import { EventStore, fold, type StoredEvent } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { FactsInFlight, gainsAccess, identityOf, Problem, type Caller } from '@canbao/service-kit';
import type { Pack } from '@canbao/rules';
import { insurances, type Insurance } from '@canbao/vocabulary';
import { RulePack } from '../rule-pack';

/** A person's account for one insurance, as its events make it. */
export interface LoadedAccount {
  readonly insurance: Insurance;
  readonly state: AccountState;
  readonly events: readonly StoredEvent[];
  /** The rule pack that was in force when the account was loaded. */
  readonly pack: Pack;
}

interface Asker {
  readonly caller: Caller;
  readonly now: Instant;
}

const notFound = (): Problem => new Problem('person-not-found', rejections['person-not-found']);

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
    if (!(await gainsAccess(this.facts, this.database, caller, personId))) throw notFound();
  }

  /**
   * The account for an act, once the enrolment has arrived.
   * @throws Problem when the caller has no access to the person, or is a counter outside its district or the
   * bank's, which is told why: the person stands at the counter.
   */
  async load(asker: Asker, personId: string, insurance: Insurance): Promise<LoadedAccount> {
    const account = await this.arrived(asker.caller, personId, insurance);
    const condition = tellerRefusal(asker.caller, account.state, dayOf(asker.now));
    if (condition !== undefined)
      throw new Problem('bank-not-in-district', rejections['bank-not-in-district'], {
        conditions: [condition],
      });
    return account;
  }

  /**
   * The account for a reader, once the enrolment has arrived.
   * @throws Problem `person-not-found` when the person is not the caller's, in the words for one that is
   * not there.
   */
  async show({ caller, now }: Asker, personId: string, insurance: Insurance): Promise<LoadedAccount> {
    const account = await this.arrived(caller, personId, insurance);
    if (caller.role !== 'bank' && caller.role !== 'tax-desk') return account;
    const states = [account.state];
    if (account.state.enrolments.length === 0)
      for (const other of insurances) states.push((await this.read(personId, other)).state);
    if (!isServedBy(caller, states, dayOf(now))) throw notFound();
    return account;
  }

  private async arrived(caller: Caller, personId: string, insurance: Insurance): Promise<LoadedAccount> {
    await this.assertAccess(caller, personId);
    return this.known(personId, insurance, identityOf(caller));
  }

  /** The account as it is known, once the enrolment has arrived. */
  async known(personId: string, insurance: Insurance, caller: string): Promise<LoadedAccount> {
    const enrolled = await this.facts.waitFor(
      async () => {
        const current = await this.read(personId, insurance);
        return current.state.enrolments.length === 0 ? undefined : current;
      },
      { subject: personId, caller },
    );
    return enrolled ?? (await this.read(personId, insurance));
  }

  private async read(personId: string, insurance: Insurance): Promise<LoadedAccount> {
    const stream = accountStream(personId, insurance);
    const loaded = await this.store.load([stream, this.rules.stream]);
    const pack = this.rules.packOf(loaded);
    const state = fold(contributionAccount(pack), [stream], loaded);
    return { insurance, state, events: loaded.get(stream)?.events ?? [], pack };
  }
}
