import type { Target } from './target';

/** What an attack has tried, and where the system gave way; it held when `gaveWay` is empty. */
export interface Played {
  readonly tried: number;
  /** A sentence each: what was done, and what came of it. */
  readonly gaveWay: readonly string[];
  /** What was seen, for the report. */
  readonly seen?: string;
}

/** One way to harm the system, played over HTTP as a stranger or a dishonest caller could. */
export interface Attack {
  readonly name: string;
  readonly play: (target: Target) => Promise<Played>;
}

/** The sentences of the cases that did not go as they should. */
export const faultsOf = <Case>(
  cases: readonly Case[],
  fault: (played: Case) => string | undefined,
): string[] => cases.flatMap((played) => fault(played) ?? []);

/** Runs the calls a few at a time, as a client with some connections does; answers in order. */
export const inTurns = async <In, Out>(
  inputs: readonly In[],
  width: number,
  work: (input: In, index: number) => Promise<Out>,
): Promise<Out[]> => {
  const outputs: Out[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < inputs.length; index = next++)
      outputs[index] = await work(inputs[index] as In, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return outputs;
};

/** The middle and the longest of some times in milliseconds. */
export const timesOf = (milliseconds: readonly number[]): { median: number; longest: number } => {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 };
};
