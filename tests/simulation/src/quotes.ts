import { currentMonth, dayOf, plusMonths, type Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { assessmentRejections, type AccountCommand, type IssuedQuote } from '@canbao/domain-assessment';
import type { Yuan } from '@canbao/money';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { Caller } from './caller';
import type { History } from './history';
import { accounts } from './mistaken-accounts';
import { account } from './services';
import { finalFrom } from './virtual-clock';
import { stateOf, type World } from './world';

/** A quote for pension months, or for this medical month and billed ones; undefined when it is refused. */
export const quoteFor = async (
  world: World,
  caller: Caller,
  history: History,
  personId: string,
  asker: { readonly channel: Channel; readonly payerId?: string },
  only?: Insurance,
): Promise<QuoteClaims | undefined> => {
  const { scheduler, clock, bugs } = world;
  const added = only === undefined ? wantedAdditions(world, personId) : [];
  const insurance: Insurance =
    only ?? (added.length === 0 && scheduler.chance(world.playsTrueUps ? 0.2 : 0.5) ? 'medical' : 'pension');
  const billed = (history.bills.get(personId) ?? []).flatMap(({ months }) =>
    months.map(({ month }) => month),
  );
  const current = currentMonth(clock.now());
  const months =
    added.length > 0
      ? added
      : insurance === 'medical'
        ? [...billed, current].filter(() => scheduler.chance(0.7))
        : unknownToBePaid(world, personId, latestMonths(current)).filter(() => scheduler.chance(0.35));
  if (months.length === 0) return undefined;
  const quote = {
    type: 'IssueQuote',
    personId,
    quoteId: scheduler.uuid(),
    at: clock.now(),
    months,
    ...asker,
  } as const;
  const command: AccountCommand =
    insurance === 'medical'
      ? { ...quote, insurance }
      : { ...quote, insurance, ...(added.length > 0 ? {} : { base: baseIn(world) }) };
  const answer = await caller.call('assessment', quote.quoteId, ({ commands }, input) =>
    commands.run(input, accounts(bugs), command, {
      subject: personId,
      rejections: assessmentRejections,
      reply: ({ events }) => events.find(({ type }) => type === 'QuoteIssued')?.data,
    }),
  );
  if (answer instanceof AnsweredProblem) return undefined;
  const { certificate: _, ...claims } = answer as IssuedQuote;
  const quoted = { ...claims, certificateHash: 'simulated' } as unknown as QuoteClaims;
  history.quotes.push(quoted);
  return quoted;
};

/** Half a year, as far as it can be paid: the months of 2022 also in 2023 (guide G3.3.1.3). */
const latestMonths = (current: Month): Month[] =>
  Array.from({ length: 6 }, (_, index) => plusMonths(current, index - 5)).filter(
    (month) => month >= '2022-01',
  );

/** Inside the limits; before these become final, near the provisional ones. */
const baseIn = ({ scheduler, clock, playsTrueUps }: World): Yuan => {
  const isProvisional = playsTrueUps && dayOf(clock.now()) < finalFrom;
  const [lowest, bases] = isProvisional ? scheduler.pick(nearLimits) : ([4000, 3000] as const);
  return `${lowest + scheduler.below(bases)}.00` as Yuan;
};

/** The lowest base, and how many: two below what is final, one above. */
const nearLimits = [
  [3746, 200],
  [3746, 200],
  [18001, 700],
] as const;

const pensionOf = (world: World, personId: string) =>
  stateOf(world, 'assessment', account, `contribution-account-${personId}-pension`);

/** Where limits become final, payers know what they have paid: the more is paid under provisional ones. */
const unknownToBePaid = (world: World, personId: string, months: readonly Month[]): readonly Month[] => {
  if (!world.playsTrueUps) return months;
  const { paidMonths } = pensionOf(world, personId);
  return months.filter((month) => !paidMonths.includes(month));
};

/** What final limits have added to paid months, as far as assessment knows, if the payer wants to pay it. */
const wantedAdditions = (world: World, personId: string): Month[] => {
  if (!world.playsTrueUps || !world.scheduler.chance(0.6)) return [];
  const owed = Object.values(pensionOf(world, personId).trueUps).filter(({ paidBy }) => paidBy === undefined);
  return owed.map(({ month }) => month).filter(() => world.scheduler.chance(0.8));
};
