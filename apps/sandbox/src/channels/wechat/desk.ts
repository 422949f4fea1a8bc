import type { World } from '../counterpart';
import { Notices } from './notices';
import { secretsOf, type Secrets } from './secrets';

/** A file that may be fetched for a while. */
export interface Download {
  readonly bytes: Buffer;
  readonly untilMs: number;
}

/** What the stand-in for WeChat Pay works with. */
export interface Desk {
  readonly world: World;
  readonly secrets: Secrets;
  readonly notices: Notices;
  readonly downloads: Map<string, Download>;
}

const desks = new WeakMap<World, Desk>();

/** One desk for each world; undefined where WeChat Pay has no keys. */
export const deskOf = (world: World): Desk | undefined => {
  const known = desks.get(world);
  const secrets = secretsOf(world);
  if (known !== undefined || secrets === undefined) return known;
  const desk = { world, secrets, notices: new Notices(world, secrets), downloads: new Map() };
  desks.set(world, desk);
  return desk;
};

/** The sandbox's time. */
export const nowIn = ({ clock }: World): Date => new Date(clock.now());
