/** Mistakes where limits become final. */
export interface TrueUpBugs {
  readonly adjustsTwice?: boolean;
  readonly adjustsTheDead?: boolean;
  readonly refundsExcessTwice?: boolean;
  readonly keepsPaidAdditions?: boolean;
}

export const trueUpBugs = {
  'adjusts-twice': {
    what: 'a step of a true-up that is done again adjusts its people again',
    bugs: { adjustsTwice: true },
  },
  'adjusts-the-dead': {
    what: 'a true-up adjusts the dead and those who have left',
    bugs: { adjustsTheDead: true },
  },
  'refunds-excess-twice': {
    what: 'what has gone back above final limits goes back again with its month',
    bugs: { refundsExcessTwice: true },
  },
  'keeps-paid-additions': {
    what: 'a month goes back, and its paid addition stays',
    bugs: { keepsPaidAdditions: true },
  },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly bugs: TrueUpBugs }>>;
