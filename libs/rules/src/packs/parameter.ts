import type { Day, Month } from '@canbao/calendar';
import { sourceOf, type Source } from '../citation';
import type { OverrideMark, Row } from '../row';
import type { Confidence } from '../source-document';

/** A parameter that an assessment used, with the dates of its row and where it comes from. */
export interface ParameterUsed {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly until?: string;
  readonly source: Source;
  readonly status?: 'provisional' | 'final';
  readonly configuration?: true;
  /** Only where the row states one: certificates of older rows have none. */
  readonly confidence?: Confidence;
  /** What a citizen is told about figures that may still change. */
  readonly noteZh?: string;
  readonly override?: OverrideMark;
  readonly endOverride?: OverrideMark;
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
  ...(row.confidence === undefined ? {} : { confidence: row.confidence }),
  ...(row.noteZh === undefined ? {} : { noteZh: row.noteZh }),
  ...(row.override === undefined ? {} : { override: row.override }),
  ...(row.endOverride === undefined ? {} : { endOverride: row.endOverride }),
});

/** Each parameter once, in the order of first use. */
export const distinct = (parameters: readonly ParameterUsed[]): ParameterUsed[] =>
  parameters.filter(
    ({ name, from }, index) =>
      parameters.findIndex((other) => other.name === name && other.from === from) === index,
  );

/** What a citizen is told about the figures, each sentence once; nothing when all of them are settled. */
export const notesOf = (
  parameters: readonly Pick<ParameterUsed, 'noteZh'>[],
): { readonly notesZh?: readonly string[] } => {
  const notesZh = [...new Set(parameters.flatMap(({ noteZh }) => noteZh ?? []))];
  return notesZh.length === 0 ? {} : { notesZh };
};
