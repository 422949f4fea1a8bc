/** What was sent and answered in a real run: of a call by its id, a success and refusals. */
export type Examples = Readonly<Record<string, readonly Example[]>>;
/** One call. */
export interface Example {
  readonly status: number;
  readonly body?: unknown;
  readonly reply?: unknown;
}

interface Media {
  readonly schema: unknown;
  examples?: Record<string, { summary: string; value: unknown }>;
}
interface Described {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, Media> }>>;
}

/** A description with the examples in it. */
export const withExamples = (document: object, examples: Examples): object => {
  const copy = structuredClone(document) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  };
  for (const methods of Object.values(copy.paths))
    for (const { operationId, requestBody, responses } of Object.values(methods))
      for (const { status, body, reply } of examples[operationId] ?? []) {
        const summary = summaryOf(status, reply);
        add(requestBody?.content['application/json'], summary, body);
        add(Object.values(responses[status]?.content ?? {})[0], summary, reply);
      }
  return copy;
};

const summaryOf = (status: number, reply: unknown): string =>
  status < 300 ? 'A real run' : `Refused: ${(reply as { readonly code: string }).code}`;

const add = (media: Media | undefined, summary: string, value: unknown): void => {
  if (media === undefined || value === undefined) return;
  media.examples ??= {};
  media.examples[summary] = { summary, value };
};
