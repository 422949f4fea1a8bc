/** Mistakes in what somebody is told who asks. */
export interface AnswerBugs {
  readonly recordsWhatWentBack?: boolean;
  readonly coversWithoutMoney?: boolean;
  readonly whyForgetsRefunds?: boolean;
  readonly whyTellsFirstReason?: boolean;
  readonly whyPostsWhatIsPaid?: boolean;
  readonly whyCoversWhatIsPaid?: boolean;
}

export const answerBugs = {
  'covers-without-money': {
    what: 'cover goes on for a month whose money went back',
    bugs: { coversWithoutMoney: true },
  },
  'records-what-went-back': {
    what: 'a contribution record keeps a month whose money went back',
    bugs: { recordsWhatWentBack: true },
  },
  'why-forgets-refunds': {
    what: 'a refund under way is not told where somebody asks why there is none',
    bugs: { whyForgetsRefunds: true },
  },
  'why-tells-first-reason': {
    what: 'of several reasons against a month only the first is told',
    bugs: { whyTellsFirstReason: true },
  },
  'why-posts-what-is-paid': {
    what: 'what is paid is told to be booked, whatever the bureau says',
    bugs: { whyPostsWhatIsPaid: true },
  },
  'why-covers-what-is-paid': {
    what: 'a paid month is told to count or to give benefits, whatever stands against it',
    bugs: { whyCoversWhatIsPaid: true },
  },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly bugs: AnswerBugs }>>;
