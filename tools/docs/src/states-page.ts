import type { Chart } from './chart';
import { enrolmentCharts } from './enrolment-charts';
import type { Transition } from './explore';
import { page } from './markdown';
import { paymentCharts } from './payment-charts';
import { postingCharts } from './posting-charts';

/** The states of orders, collections, obligations, postings and enrolments, as their deciders make them. */
export const statesPage = (): string =>
  page(
    '# States',
    '',
    'Drawn by sending sample commands to the deciders in every order; an arrow carries the events that make',
    'the change. A command that changes no status, or is refused, draws nothing.',
    '',
    ...[...paymentCharts, ...postingCharts, ...enrolmentCharts].flatMap(section),
  );

const section = ({ title, about, explored }: Chart): string[] => {
  const { initial, transitions } = explored();
  const statuses = new Set([initial, ...transitions.flatMap(({ from, to }) => [from, to])]);
  return [
    `## ${title}`,
    '',
    about,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...[...statuses].map((status) => `  state "${status}" as ${idOf(status)}`),
    `  [*] --> ${idOf(initial)}`,
    ...transitions.toSorted(byText).map(arrow),
    '```',
    '',
  ];
};

const idOf = (status: string): string => status.replaceAll(/\W+/g, '_');
const arrow = ({ from, to, events }: Transition): string => `  ${idOf(from)} --> ${idOf(to)} : ${events}`;

const textOf = ({ from, to, events }: Transition): string => `${from} ${to} ${events}`;
const byText = (left: Transition, right: Transition): number => (textOf(left) < textOf(right) ? -1 : 1);
