import { cite, confidenceOf, pack, packNames, tablesOf, type RuleTable, type ShownRow } from '@canbao/rules';
import { page, table } from './markdown';

/** Every dated row of every rule, with its source. */
export const rulesPage = (): string =>
  page(
    '# Rules',
    '',
    'Every dated row of every pack, with its source; details of the sources: [sources](../sources.md).',
    'A row marked configuration has no source for its value: an operator confirms it.',
    '',
    ...packNames.flatMap((name) => [`## Pack \`${name}\``, '', ...tablesOf(pack(name)).flatMap(section)]),
  );

const section = ({ rule, zh, by, rows }: RuleTable): string[] => [
  `### ${rule} ${zh}`,
  '',
  `Chosen by ${by === 'payment-day' ? 'the day of payment' : 'the contribution month'}.`,
  '',
  ...table(
    ['from', 'until', 'value', 'status', 'confidence', 'source'],
    rows.map((row) => [
      row.from,
      row.until ?? '',
      row.value,
      row.status ?? '',
      row.confidence ?? confidenceOf(row.source),
      sourceOf(row),
    ]),
  ),
];

const sourceOf = ({ source, configuration, noteZh }: ShownRow): string =>
  [
    `${cite(source)}${configuration === true ? ' (configuration)' : ''}`,
    ...(noteZh === undefined ? [] : [noteZh]),
  ].join('; ');
