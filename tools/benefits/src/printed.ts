import type { z } from 'zod';
import type { assessmentApi } from '@canbao/contracts';

/** What `GET /persons/{id}/coverage` answers. */
export type Report = z.infer<typeof assessmentApi.coverage.reply>;
type Condition = Report['conditions'][number];
type Way = Report['ways'][number];

/** The timeline in lines, each state with its causes, and the ways to cover. */
export const printed = (personId: string, report: Report): string[] => {
  const { asOf, payBy, rulingClock, items, conditions, ways } = report;
  return [
    `Medical benefits of ${personId} as of ${asOf}, by ${rulingClock}`,
    ...(payBy === undefined ? [] : [`if the months of the first way are paid by ${payBy}`]),
    '',
    ...items.flatMap(({ state, from, until, because }) => [
      `${state.padEnd(10)} ${from} … ${until ?? ''}`.trimEnd(),
      ...because.map(line),
    ]),
    ...(items.length === 0 ? ['no cover yet', ...conditions.map(line)] : []),
    ...(ways.length === 0
      ? ['', 'No way to cover by payment.']
      : ['', 'Ways to cover', ...ways.flatMap(wayLines)]),
  ];
};

const line = ({ code, details = {}, evidence, source, clearedBy, clearsOn }: Condition): string => {
  const facts = Object.entries(details).map(([name, value]) => `${name} ${[value].flat().join(', ') || '-'}`);
  const cleared =
    clearedBy === 'nobody'
      ? []
      : [`cleared by ${clearedBy}${clearsOn === undefined ? '' : ` from ${clearsOn}`}`];
  return [
    `    ${code.padEnd(16)} ${facts.join('; ')}`.trimEnd(),
    ...cleared,
    ...(evidence === undefined ? [] : [`event ${evidence}`]),
    source,
  ].join(' · ');
};

const wayLines = ({ pay, by, inTurn, coveredFrom, total }: Way): string[] => {
  const now = pay.length === 0 ? 'nothing more now' : `${pay.map(({ month }) => month).join(', ')} by ${by}`;
  const later = inTurn.length === 0 ? '' : `, then ${inTurn.join(', ')} in turn`;
  return [
    `    pay ${now}${total === undefined ? '' : ` (${total} yuan)`}${later}: covered from ${coveredFrom}`,
    ...pay.flatMap(({ month, lateFee, conditions }) => [
      ...(lateFee === undefined ? [] : [`        ${month}: ${lateFee} of it late fee`]),
      ...conditions.map((condition) => `        ${month}: ${line(condition).trim()}`),
    ]),
  ];
};
