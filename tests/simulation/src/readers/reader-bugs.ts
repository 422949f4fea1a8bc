/** Mistakes about bureaus that read `ledger.events`. */
export interface ReaderBugs {
  readonly dropsEarlyAnswers?: boolean;
  readonly asksReadersToo?: boolean;
}

export const readerBugs = {
  'drops-early-answers': {
    what: 'a bureau that has answered before its event came here is not remembered',
    bugs: { dropsEarlyAnswers: true },
  },
  'asks-readers-too': {
    what: 'a bureau that reads the events is called as well',
    bugs: { asksReadersToo: true },
  },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly bugs: ReaderBugs }>>;
