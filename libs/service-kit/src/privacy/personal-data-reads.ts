import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Call, PurposeName } from '@canbao/contracts';
import { Commands } from '../commands';
import { identityOf } from '../http/caller';
import type { InputOf } from '../http/input';
import { personalDataReads, type ReadValue } from './personal-data-read';

/** Why personal data are decrypted, by whom, and for which call or job. */
export interface Reading {
  readonly purpose: PurposeName;
  readonly actor: string;
  readonly operation: string;
  readonly requestId?: string;
  /** What an officer has given as the reason. */
  readonly reason?: string;
}

/** A call that says why it reads; one that does not can make no reading. */
type ReadingCall = Pick<Call, 'id'> & { readonly reads: PurposeName };

/** The reading of a call: its purpose is the operation's. */
export const readingFor = (
  { id, reads }: ReadingCall,
  { caller, reply }: Pick<InputOf<Call>, 'caller' | 'reply'>,
): Reading => ({
  purpose: reads,
  actor: identityOf(caller),
  operation: id,
  requestId: String(reply.request.id),
});

/** The reading of a job. */
export const readingOfJob = (job: string, purpose: PurposeName): Reading => ({
  purpose,
  actor: job,
  operation: job,
});

/** Proof that readings are recorded: what opens a sealed value takes one for each. */
export class Recorded {
  private readonly left = new Map<string, number>();

  /** Made by `PersonalDataReads` alone, and in specs. */
  constructor(values: readonly ReadValue[]) {
    for (const value of values) this.left.set(keyOf(value), (this.left.get(keyOf(value)) ?? 0) + 1);
  }

  /** @throws Error for a value whose reading is not recorded. */
  use(value: ReadValue): void {
    const left = this.left.get(keyOf(value)) ?? 0;
    if (left === 0) throw new Error(`a ${value.field} is opened whose reading is not recorded`);
    this.left.set(keyOf(value), left - 1);
  }
}

const keyOf = ({ personId, field }: ReadValue): string => `${personId} ${field}`;

/** Who has decrypted what, and why, as events: chained, sealed, and never changed. */
@Injectable()
export class PersonalDataReads {
  constructor(private readonly commands: Commands) {}

  /**
   * Stores an event for each value, all of them before any is opened. Those of several persons share the
   * round trips of a group commit.
   */
  async record(reading: Reading, values: readonly ReadValue[]): Promise<Recorded> {
    const { actor, ...why } = reading;
    const readingId = randomUUID();
    const byPerson = Map.groupBy(values, ({ personId }) => personId);
    await Promise.all(
      [...byPerson].map(([personId, own]) => {
        const fields = own.map(({ field }) => field);
        return this.commands.act(actor, personId, personalDataReads, { readingId, personId, fields, why });
      }),
    );
    return new Recorded(values);
  }
}
