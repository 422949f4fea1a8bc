import { call, eventually, quote, said, tokens, type Person, type Reply } from './stack';

/** One worked statement of the guide: its section, what was done, what must come out, and how to find out. */
export interface Statement {
  readonly guide: string;
  readonly done: string;
  readonly expected: string;
  readonly got: () => Promise<string>;
}

/** The instant at which most of the guide's examples play. */
export const may = '2022-05-18T10:00:00+08:00';
export const desk = tokens.taxDesk;
export const wechat = tokens.payers[0]?.token ?? '';

/** The months of a year, from one number to another. */
export const monthsOf = (year: number, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${year}-${String(from + index).padStart(2, '0')}`);

/** A quote at the tax desk, and its total or the code of its refusal. */
export const quoted = (
  guide: string,
  done: string,
  expected: string,
  person: Person,
  body: object,
): Statement => ({
  guide,
  done,
  expected,
  got: async () => said(await quote(desk, person.personId, body)),
});

/** The month as the bureau has booked it: its status and total. */
export const posted = async (personId: string, month: string): Promise<string> => {
  const { body } = await eventually(
    () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=${month}`),
    (reply: Reply) => reply.body?.items?.[0]?.status === 'posted',
  );
  return `${body?.items?.[0]?.status} ${body?.items?.[0]?.total}`;
};
