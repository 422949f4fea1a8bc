import { currentMonth, plusMonths, type Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { assessmentRejections, type AccountCommand, type IssuedQuote } from '@canbao/domain-assessment';
import type { Yuan } from '@canbao/money';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { Caller } from './caller';
import type { History } from './history';
import { accounts } from './mistaken-accounts';
import type { World } from './world';

/** A quote for pension months, or for this medical month and billed ones; undefined when it is refused. */
export const quoteFor = async (
  { scheduler, clock, bugs }: World,
  caller: Caller,
  history: History,
  personId: string,
  asker: { readonly channel: Channel; readonly payerId?: string },
  only?: Insurance,
): Promise<QuoteClaims | undefined> => {
  const insurance = only ?? (scheduler.chance(0.5) ? 'medical' : 'pension');
  const billed = (history.bills.get(personId) ?? []).flatMap(({ months }) =>
    months.map(({ month }) => month),
  );
  const current = currentMonth(clock.now());
  const months =
    insurance === 'medical'
      ? [...billed, current].filter(() => scheduler.chance(0.7))
      : latestMonths(current).filter(() => scheduler.chance(0.35));
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
      : { ...quote, insurance, base: `${4000 + scheduler.below(3000)}.00` as Yuan };
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
