import { withCallers, type Quoted, type RealPayments } from './real-payments';
import type { Work, WorkCounter } from './work-counter';

/** The work of so many registrations, quotes or payments. */
export interface Counted {
  readonly units: number;
  readonly work: Work;
}

/** The stages of a payment: registration with one enrolment, quote, collection until the bureau's books. */
export interface StagesCounted {
  readonly registration: Counted;
  readonly quote: Counted;
  readonly payment: Counted;
}

/**
 * How calls come: one caller, each call after everything of the one before is done, so that no commit is
 * shared; 32 callers; or the same with the collections in one file.
 */
export type Shape = 'alone' | 'callers' | 'file';

const callers = 32;
const settledMs = 150;

/** Takes so many new persons through the stages and counts each stage until the system is at rest. */
export const countStages = async (
  counter: WorkCounter,
  payments: RealPayments,
  shape: Shape,
  units: number,
): Promise<StagesCounted> => {
  const isAlone = shape === 'alone';
  const settle = async (): Promise<void> => {
    if (isAlone) await counter.quiet(settledMs);
  };
  const each = <Item, Result>(
    items: readonly Item[],
    call: (item: Item) => Promise<Result>,
  ): Promise<Result[]> =>
    withCallers(isAlone ? 1 : callers, items, async (item) => {
      const result = await call(item);
      await settle();
      return result;
    });
  const count = async (work: () => Promise<unknown>): Promise<Counted> => ({
    units,
    work: await counter.count(work),
  });
  let [persons, quotes]: [string[], Quoted[]] = [[], []];
  const registration = await count(async () => {
    persons = await each(Array.from({ length: units }), () => payments.register(settle));
  });
  const quote = await count(async () => {
    quotes = await each(persons, (person) => payments.quote(person));
  });
  const payment = await count(() =>
    shape === 'file' ? payments.collectFile(quotes) : each(quotes, (quoted) => payments.collect(quoted)),
  );
  return { registration, quote, payment };
};
