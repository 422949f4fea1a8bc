import { Batcher } from '@canbao/runtime';
import type { Database } from '../database/database';

interface Nonce {
  readonly channel: string;
  readonly nonce: string;
}

/** Configuration: hours that a nonce is remembered; a signature is fresh for ten minutes. */
const rememberedHours = 24;

/**
 * The nonces of signed requests, each of which counts once for its channel, on whichever instance and after
 * any restart. Requests at the same time share a statement and its commit.
 */
export class SignedNonces {
  private readonly batcher = new Batcher<Nonce, boolean>((nonces) => this.takeAll(nonces), {
    maxInFlight: 2,
    failures: 'shared',
  });

  constructor(private readonly database: Database) {}

  /** False where the channel has sent the nonce before. */
  take(channel: string, nonce: string): Promise<boolean> {
    return this.batcher.submit({ channel, nonce });
  }

  private async takeAll(nonces: readonly Nonce[]): Promise<readonly boolean[]> {
    // In one order for all instances, so that none waits for another that waits for it.
    const sorted = nonces.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    const taken = await this.database.query<Nonce & Record<string, unknown>>(
      `insert into signed_nonces (channel, nonce)
       select channel, nonce from unnest($1::text[], $2::text[]) as sent(channel, nonce)
       on conflict do nothing returning channel, nonce`,
      [sorted.map(({ channel }) => channel), sorted.map(({ nonce }) => nonce)],
    );
    const fresh = new Set(taken.map(nameOf));
    // The same nonce twice in one batch: the first has it.
    return nonces.map((nonce) => fresh.delete(nameOf(nonce)));
  }

  /** Deletes what need not be remembered any more. */
  async forget(): Promise<void> {
    await this.database.query(
      `delete from signed_nonces where seen_at < now() - make_interval(hours => ${rememberedHours})`,
    );
  }
}

const nameOf = ({ channel, nonce }: Nonce): string => `${channel} ${nonce}`;
