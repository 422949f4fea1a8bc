import type { Confidence } from './source-document';
import { sources, type SourceId } from './sources';

/** Where a rule is written: sources by id, and the place in them. A guide section alone cites the guide. */
export interface Reference {
  readonly sources?: readonly SourceId[];
  readonly article?: string;
  /** Sections of the payment guide, for example `G3.2.1.4`. */
  readonly guide?: string;
}

/** A reference as it leaves the platform: titles and numbers instead of ids. */
export interface Source {
  readonly document: string;
  readonly article?: string;
  readonly url?: string;
  /** Sections of the payment guide, for example `G3.2.1.4`. */
  readonly guide?: string;
}

/** The ids that a reference names; a guide section names the guide. */
export const idsOf = ({ sources: ids = [], guide }: Reference): SourceId[] => [
  ...ids,
  ...(guide === undefined || ids.includes('guide') ? [] : ['guide' as const]),
];

/** Whether the table of sources has the id: rows are typed by hand. */
export const isKnownSource = (id: string): boolean => Object.hasOwn(sources, id);

const fromSurest: readonly Confidence[] = ['A', 'A-', 'guide', 'B', 'B-', 'C', 'configuration'];

/** The confidence of the surest source: others only support it. */
export const confidenceOf = (reference: Reference): Confidence => {
  const confidences = idsOf(reference).map((id) => sources[id].confidence);
  return fromSurest.find((confidence) => confidences.includes(confidence)) ?? 'configuration';
};

/** The reference with titles, numbers and dates, and the address of the first source that has one. */
export const sourceOf = ({ sources: ids = [], article, guide }: Reference): Source => {
  const url = ids.map((id) => sources[id].url).find((address) => address !== undefined);
  return {
    document: ids.length === 0 ? sources.guide.title : ids.map(titleOf).join('; '),
    ...(article === undefined ? {} : { article }),
    ...(guide === undefined ? {} : { guide }),
    ...(url === undefined ? {} : { url }),
  };
};

/** `人社厅发〔2022〕16号 关于…的通知; 指南 G3.3.1.3`: a source in one line, without its address. */
export const citation = ({ document, article, guide }: Source): string => {
  const section = guide === undefined ? [] : [`指南 ${guide}`];
  const documents = document === sources.guide.title && guide !== undefined ? [] : [document];
  return [...documents, ...(article === undefined ? [] : [article]), ...section].join('; ');
};

/** A reference in one line. */
export const cite = (reference: Reference): string => citation(sourceOf(reference));

const titleOf = (id: SourceId): string => {
  const { title, number, date } = sources[id];
  return `${number === undefined ? '' : `${number} `}${title}${date === undefined ? '' : ` (${date})`}`;
};
