/** How an order stands for whoever looks at the result. */
export type Stage = 'waiting' | 'asked' | 'paid' | 'held' | 'part' | 'closed' | 'back';

const stages: Readonly<Record<string, Stage>> = {
  open: 'waiting',
  placing: 'asked',
  closing: 'asked',
  unknown: 'asked',
  paid: 'paid',
  'in-suspense': 'held',
  incomplete: 'part',
  closed: 'closed',
  reversed: 'back',
};

/** A status that this page does not know is one that is still being asked for. */
export const stageOf = (status: string): Stage => stages[status] ?? 'asked';

/** Whether another look can say something new by itself. */
export const isSettled = (status: string): boolean => !['waiting', 'asked'].includes(stageOf(status));

/** The pause before the next look, in ms: 1, 2, 4 and 8 s after the payer came back, then every 15 s. */
export const pauseMs = (looks: number): number => [1000, 2000, 4000, 8000][looks] ?? 15_000;

/** After so many looks the page says that the result will follow. */
export const soonMax = 4;
