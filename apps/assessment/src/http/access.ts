import type { Insurance } from '@canbao/vocabulary';
import { Injectable } from '@nestjs/common';
import {
  assessmentRejections as rejections,
  contributionAccount,
  evidenceOf,
  type AccountState,
} from '@canbao/domain-assessment';
import type { Month } from '@canbao/calendar';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { districtRefusal, type Pack } from '@canbao/rules';
import { Commands, mayAccess, Problem, type Caller } from '@canbao/service-kit';

const streamOf = (personId: string, insurance: Insurance): string =>
  `contribution-account-${personId}-${insurance}`;

export abstract class RulePack {
  abstract readonly pack: Pack;
}

/**
 * Who may ask about whom: a payer about those they added, a bank about its districts. Waits for facts in
 * flight (ADR 4).
 */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly commands: Commands,
    private readonly rules: RulePack,
  ) {}

  async stateFor(caller: Caller, personId: string, insurance: Insurance): Promise<AccountState> {
    if (!(await this.commands.waitUntil(() => mayAccess(this.database, caller, personId))))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const state =
      (await this.commands.waitFor(async () => {
        const found = await this.load(personId, insurance);
        return found.enrolment === undefined ? undefined : found;
      })) ?? (await this.load(personId, insurance));
    const district = state.enrolment?.district;
    const condition =
      caller.role === 'bank' && district !== undefined ? districtRefusal(district, caller.bank) : undefined;
    if (condition !== undefined)
      throw new Problem('bank-not-in-district', rejections['bank-not-in-district'], {
        conditions: [condition],
      });
    return state;
  }

  /** The same conditions, each with the event of the account that it rests on, where there is one. */
  async evidenced<
    M extends { readonly month: Month; readonly conditions: readonly { readonly code: string }[] },
  >(personId: string, insurance: Insurance, months: readonly M[]): Promise<M[]> {
    const stream = streamOf(personId, insurance);
    const events = (await this.store.load([stream])).get(stream)?.events ?? [];
    return months.map((one) => ({
      ...one,
      conditions: one.conditions.map((condition) => {
        const evidence = evidenceOf(events, condition.code, one.month);
        return evidence === undefined ? condition : { ...condition, evidence };
      }),
    }));
  }

  private async load(personId: string, insurance: Insurance): Promise<AccountState> {
    const decider = contributionAccount(this.rules.pack);
    const streams = [streamOf(personId, insurance)];
    return fold(decider, streams, await this.store.load(streams));
  }
}
