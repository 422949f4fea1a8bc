import type { Day, Month } from '@canbao/calendar';
import type { ParameterUsed } from './assessment';
import type { Row } from '../packs/row';

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
  source: row.source,
  ...(row.status === undefined ? {} : { status: row.status }),
  ...(row.configuration === undefined ? {} : { configuration: row.configuration }),
});

/** Each parameter once, in the order of first use. */
export const distinct = (parameters: readonly ParameterUsed[]): ParameterUsed[] =>
  parameters.filter(
    ({ name, from }, index) =>
      parameters.findIndex((other) => other.name === name && other.from === from) === index,
  );
