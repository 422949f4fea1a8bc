import type { Day, Month } from '@canbao/calendar';
import { sourceOf, type Source } from '../citation';
import type { Row } from '../row';

/** A parameter that an assessment used, with the dates of its row and where it comes from. */
export interface ParameterUsed {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly until?: string;
  readonly source: Source;
  readonly status?: 'provisional' | 'final';
  readonly configuration?: true;
}

/** A row as the certificate shows it. */
export const used = <V>(
  name: string,
  row: Row<Month | Day, V>,
  show: (value: V) => string = String,
): ParameterUsed => ({
  name,
  value: show(row.value),
  from: row.from,
  ...(row.until === undefined ? {} : { until: row.until }),
  source: sourceOf(row.source),
  ...(row.status === undefined ? {} : { status: row.status }),
  ...(row.configuration === undefined ? {} : { configuration: row.configuration }),
});

/** Each parameter once, in the order of first use. */
export const distinct = (parameters: readonly ParameterUsed[]): ParameterUsed[] =>
  parameters.filter(
    ({ name, from }, index) =>
      parameters.findIndex((other) => other.name === name && other.from === from) === index,
  );
