import { Injectable } from '@nestjs/common';
import { dayOf, type Day, type Instant } from '@canbao/calendar';
import {
  accountStream,
  assessmentRejections as rejections,
  contributionRecord,
  endOf,
  stillHolds,
  type PersonRecord,
} from '@canbao/domain-assessment';
import { canonicalJson, EventStore, type Loaded } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { FactsInFlight, identityOf, PaperCodes, Problem, type Caller } from '@canbao/service-kit';
import { insurances } from '@canbao/vocabulary';
import { Accounts } from '../http/accounts';
import { RulePack } from '../rule-pack';
import { claimedRecord, recordClaim, recordNo } from './record-reference';

interface IssuedRecord extends PersonRecord {
  readonly recordNo: string;
  readonly personId: string;
  readonly code: string;
  readonly holder: string;
}
interface CheckedRecord extends Omit<IssuedRecord, 'personId' | 'code'> {
  readonly kind: 'record';
  readonly state: 'valid' | 'changed';
  readonly checkedAt: Instant;
}
type Streams = ReadonlyMap<string, Loaded>;

/** Streams of one beginning lie together, byte by byte. */
const accountStreams = `select distinct stream from events where stream >= $1 and stream < $2`;
const streamStart = 'contribution-account-';

/** Puts contribution records together from both accounts of a person, each with its code, and checks them. */
@Injectable()
export class Records {
  constructor(
    private readonly accounts: Accounts,
    private readonly store: EventStore,
    private readonly database: Database,
    private readonly facts: FactsInFlight,
    private readonly rules: RulePack,
    private readonly codes: PaperCodes,
  ) {}

  /** @throws Problem when the caller has no access to the person, nobody is known, or the day is to come. */
  async paper(
    { caller, now }: { readonly caller: Caller; readonly now: Instant },
    personId: string,
    asOf: Day = dayOf(now),
  ): Promise<IssuedRecord> {
    if (asOf > dayOf(now)) throw new Problem('day-in-future', rejections['day-in-future']);
    await this.accounts.assertAccess(caller, personId);
    const streams = await this.arrived(caller, personId);
    const knownAt = asOf === dayOf(now) ? now : endOf(asOf);
    const claim = recordClaim(personId, knownAt);
    return {
      recordNo: recordNo(claim),
      personId,
      ...this.record(streams, personId, knownAt),
      code: this.codes.write(claim, factsOf(personId, knownAt)),
      holder: this.codes.holderOf(personId, now),
    };
  }

  /** @throws Problem `paper-not-genuine`, in the same words whatever is wrong. */
  async check(code: string, now: Instant): Promise<CheckedRecord> {
    const claim = this.codes.read(code);
    const claimed = claim?.kind === 'record' ? claimedRecord(claim) : undefined;
    if (claim === undefined || claimed === undefined || claimed.knownAt > now) throw notGenuine();
    const { idStart, knownAt } = claimed;
    for (const personId of await this.personsBeginning(idStart)) {
      if (!this.codes.isGenuine(code, factsOf(personId, knownAt))) continue;
      const streams = await this.load(personId);
      const then = this.record(streams, personId, knownAt);
      return {
        kind: 'record',
        recordNo: recordNo(claim),
        ...then,
        state: stillHolds(then, this.record(streams, personId, now)) ? 'valid' : 'changed',
        checkedAt: now,
        holder: this.codes.holderOf(personId, now),
      };
    }
    throw notGenuine();
  }

  private record(streams: Streams, personId: string, at: Instant): PersonRecord {
    const [pension, medical] = (['pension', 'medical'] as const).map(
      (insurance) => streams.get(accountStream(personId, insurance))?.events ?? [],
    );
    const accounts = { pension: pension ?? [], medical: medical ?? [] };
    return contributionRecord(this.rules.packAt(streams, at), accounts, at);
  }

  private async arrived(caller: Caller, personId: string): Promise<Streams> {
    const found = await this.facts.waitFor(
      async () => {
        const streams = await this.load(personId);
        return insurances.some((insurance) => isKnown(streams, personId, insurance)) ? streams : undefined;
      },
      { subject: personId, caller: identityOf(caller) },
    );
    if (found === undefined) throw new Problem('person-not-found', rejections['person-not-found']);
    return found;
  }

  /** Both accounts and the overrides of rules, in one statement. */
  private load(personId: string): Promise<Streams> {
    const accounts = insurances.map((insurance) => accountStream(personId, insurance));
    return this.store.load([...accounts, this.rules.stream]);
  }

  /** The persons whose ids begin so, of those who have an account: as a rule one, or none. */
  private async personsBeginning(idStart: string): Promise<string[]> {
    const first = `${streamStart}${idStart}`;
    // The sign after `-` and figures and letters of ids.
    const rows = await this.database.query<{ stream: string }>(accountStreams, [first, `${first}~`]);
    return [...new Set(rows.map(({ stream }) => stream.slice(streamStart.length).slice(0, 36)))];
  }
}

const isKnown = (streams: Streams, personId: string, insurance: (typeof insurances)[number]): boolean =>
  (streams.get(accountStream(personId, insurance))?.events.length ?? 0) > 0;

/** What never changes of a record: what was known of whom at an instant is known for ever. */
const factsOf = (personId: string, knownAt: Instant): string =>
  canonicalJson({ kind: 'record', personId, knownAt });

const notGenuine = (): Problem => new Problem('paper-not-genuine', rejections['paper-not-genuine']);
