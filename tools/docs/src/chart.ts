import type { Event } from '@canbao/event-sourcing';
import { explore, type Exploration, type Explored } from './explore';

/** A diagram of the page. */
export interface Chart {
  readonly title: string;
  readonly about: string;
  readonly explored: () => Explored;
}

/** A diagram of what the exploration finds. */
export const chart = <Command, State, E extends Event, Reason extends string>(
  title: string,
  about: string,
  exploration: Exploration<Command, State, E, Reason>,
): Chart => ({ title, about, explored: () => explore(exploration) });
