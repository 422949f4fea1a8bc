import { Controller } from '@nestjs/common';
import { dayAfter } from '@canbao/calendar';
import { paymentApi as api } from '@canbao/contracts';
import {
  againstErasure,
  erasure,
  erasureStatus,
  keptOn,
  paymentRejections as rejections,
} from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { condition } from '@canbao/rules';
import {
  Commands,
  FactsInFlight,
  FourEyes,
  gainsAccess,
  Handles,
  identityOf,
  Input,
  Problem,
  shownTo,
  type Caller,
  type InputOf,
} from '@canbao/service-kit';
import { latestErasures } from '../views/erasures.view';
import { Erasures, notPossible, type Standing } from './erasures';

const action = 'erase-person';

/** Erasures: asked for by the person or at a desk, proposed by one operator and approved by another. */
@Controller()
export class ErasuresController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly facts: FactsInFlight,
    private readonly erasures: Erasures,
    private readonly fourEyes: FourEyes,
  ) {
    fourEyes.performs(action, async ({ details: { personId = '' } }, { caller }) => {
      const { status, keptUntil } = await this.erasures.decide(personId, identityOf(caller));
      return { outcome: status, ...(keptUntil === undefined ? {} : { keptUntil }) };
    });
  }

  @Handles(api.requestErasure)
  async request(@Input() input: InputOf<typeof api.requestErasure>): Promise<unknown> {
    const { caller, params, now: at } = input;
    const { id: personId } = params;
    await this.assertAccess(caller, personId);
    const command = { type: 'RequestErasure', personId, by: identityOf(caller), at } as const;
    return this.commands.run(input, erasure, command, {
      subject: personId,
      rejections,
      reply: ({ state }) => ({
        personId,
        status: erasureStatus(state, at),
        ...(state.requestedAt === undefined ? {} : { requestedAt: state.requestedAt }),
      }),
    });
  }

  @Handles(api.erasure)
  async erasure(@Input() { params, caller, now }: InputOf<typeof api.erasure>): Promise<unknown> {
    const { id: personId } = params;
    await this.assertAccess(caller, personId);
    const standing = await this.erasures.standingOf(personId);
    const { state, money } = standing;
    const status = erasureStatus(state, now);
    const kept = keptOn(money, now);
    const isDone = status === 'erasing' || status === 'erased';
    const { conditions } = shownTo(caller, {
      conditions: isDone ? [] : [...againstErasure(state, money, now), ...retained(kept)],
    });
    return {
      personId,
      status,
      ...(state.requestedAt === undefined ? {} : { requestedAt: state.requestedAt }),
      ...(kept === undefined || isDone ? {} : { keptUntil: kept }),
      conditions,
    };
  }

  @Handles(api.erasures)
  async list(@Input() { query }: InputOf<typeof api.erasures>): Promise<unknown> {
    return { items: await latestErasures(this.database, query.status) };
  }

  /** What could not be done now is refused now. */
  @Handles(api.erasePerson)
  async propose(@Input() input: InputOf<typeof api.erasePerson>): Promise<unknown> {
    const { params, body, now } = input;
    const { id: personId } = params;
    const standing = await this.erasures.standingOf(personId);
    const { state, money } = standing;
    const status = erasureStatus(state, now);
    if (status === 'none' && !isKnown(standing))
      throw new Problem('person-not-found', rejections['person-not-found']);
    const kept = keptOn(money, now);
    const conditions = status === 'erased' ? [] : againstErasure(state, money, now);
    // It is restricted already: until then nothing more can be done.
    const isWaiting = status === 'restricted' && kept !== undefined && kept === state.keptUntil;
    if (conditions.length > 0 || isWaiting) throw notPossible([...conditions, ...retained(kept)]);
    const effect =
      kept === undefined ? { effect: 'erase' } : { effect: 'restrict', keptUntil: kept as string };
    return this.fourEyes.propose(input, {
      action,
      subject: `person ${personId}`,
      details: { personId, ...effect },
      purpose: body.reason,
    });
  }

  private async assertAccess(caller: Caller, personId: string): Promise<void> {
    if (!(await gainsAccess(this.facts, this.database, caller, personId)))
      throw new Problem('person-not-found', rejections['person-not-found']);
  }
}

const retained = (kept: ReturnType<typeof keptOn>) =>
  kept === undefined ? [] : [condition('erasure-retained', { clearsOn: dayAfter(kept) })];

/** Whether payment has heard of the person. */
const isKnown = ({ state: { payability, agreements }, money }: Standing): boolean =>
  Object.keys(payability.enrolments).length > 0 ||
  payability.diedOn !== undefined ||
  Object.keys(agreements).length > 0 ||
  money.lastMovedOn !== undefined;
