import type { Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { assessmentRejections, type AccountCommand, type IssuedQuote } from '@canbao/domain-assessment';
import type { Yuan } from '@canbao/money';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { Caller } from './caller';
import type { History } from './history';
import { account } from './services';
import type { World } from './world';

const pensionMonths = [
  '2022-01',
  '2022-02',
  '2022-03',
  '2022-04',
  '2022-05',
] as readonly string[] as readonly Month[];
const currentMonth = '2022-05' as Month;

/** A quote for pension months, or for this medical month and billed ones; undefined when it is refused. */
export const quoteFor = async (
  { scheduler, clock }: World,
  caller: Caller,
  history: History,
  personId: string,
  channel: Channel,
  only?: Insurance,
): Promise<QuoteClaims | undefined> => {
  const insurance = only ?? (scheduler.chance(0.5) ? 'medical' : 'pension');
  const billed = history.billed.get(personId) ?? [];
  const months =
    insurance === 'medical'
      ? [...billed, currentMonth].filter(() => scheduler.chance(0.7))
      : pensionMonths.filter(() => scheduler.chance(0.35));
  if (months.length === 0) return undefined;
  const quote = {
    type: 'IssueQuote',
    personId,
    quoteId: scheduler.uuid(),
    at: clock.now(),
    months,
    channel,
  } as const;
  const command: AccountCommand =
    insurance === 'medical'
      ? { ...quote, insurance }
      : { ...quote, insurance, base: `${4000 + scheduler.below(3000)}.00` as Yuan };
  const answer = await caller.call('assessment', quote.quoteId, ({ commands }, input) =>
    commands.run(input, account, command, {
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
