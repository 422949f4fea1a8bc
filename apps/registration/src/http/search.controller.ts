import { Controller } from '@nestjs/common';
import { dayOf, type Instant } from '@canbao/calendar';
import { registrationApi as api } from '@canbao/contracts';
import {
  counterRefusal,
  isIdentityNumber,
  maskedName,
  person,
  registrationRejections as rejections,
  type PersonState,
} from '@canbao/domain-registration';
import { EventStore, fold } from '@canbao/event-sourcing';
import { Handles, Input, Problem, readingFor, type Caller, type InputOf } from '@canbao/service-kit';
import { insurances, insurancesShownTo } from '@canbao/vocabulary';
import { IdentityVault } from '../vault/identity-vault';
import { currentOn } from './enrolments';
import { problem } from './problems';

/** Finds people by number at counters and desks, and shows who they are (ADR 72). */
@Controller()
export class SearchController {
  constructor(
    private readonly vault: IdentityVault,
    private readonly store: EventStore,
  ) {}

  @Handles(api.searchPerson)
  async search(@Input() input: InputOf<typeof api.searchPerson>): Promise<unknown> {
    const { body, caller, now } = input;
    if (!isIdentityNumber(body.idNumber, dayOf(now))) throw problem('identity-number-invalid');
    const { reason } = body;
    if (caller.role === 'operator' && reason === undefined) throw problem('search-reason-required');
    const reading = readingFor(api.searchPerson, input);
    const found = await this.vault.holderOf(
      body.idNumber,
      reason === undefined ? reading : { ...reading, reason },
    );
    if (found === undefined) throw problem('person-not-found');
    const { personId, name } = found;
    const state = await this.servedState(personId, caller, now);
    return {
      personId,
      maskedName: maskedName(name),
      ...currentOn(state, insurancesShownTo(caller.role), dayOf(now)),
      ...(state.diedOn === undefined ? {} : { diedOn: state.diedOn }),
    };
  }

  @Handles(api.unmaskPerson)
  async unmask(@Input() input: InputOf<typeof api.unmaskPerson>): Promise<unknown> {
    const { params, body, caller, now } = input;
    await this.servedState(params.id, caller, now);
    const reading = { ...readingFor(api.unmaskPerson, input), reason: body.reason };
    const identity = await this.vault.inFull(params.id, reading);
    if (identity === undefined) throw problem('person-not-found');
    return { personId: params.id, ...identity };
  }

  /** @throws Problem where there is nobody, or nobody whom this counter serves. */
  private async servedState(personId: string, caller: Caller, now: Instant): Promise<PersonState> {
    const streams = person.streams({ type: 'Register', personId });
    const state = fold(person, streams, await this.store.load(streams));
    if (!state.registered) throw problem('person-not-found');
    const current = Object.values(currentOn(state, insurances, dayOf(now)));
    const refusal = counterRefusal(
      caller,
      current.map(({ district }) => district),
    );
    if (refusal === 'unknown') throw problem('person-not-found');
    if (refusal !== undefined)
      throw new Problem('bank-not-in-district', rejections['bank-not-in-district'], {
        conditions: [refusal],
      });
    return state;
  }
}
