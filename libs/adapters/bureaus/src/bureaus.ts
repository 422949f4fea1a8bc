import type { Bureau, BureauBooks } from '@canbao/domain-ledger-sync';

/** The bureau of each insurance: 人社 for pension, 医保 for medical. A class, so that it serves as a token. */
export abstract class Bureaus {
  abstract readonly pension: Bureau & BureauBooks;
  abstract readonly medical: Bureau & BureauBooks;
}

/** Sent its postings over HTTP, or a consumer of `ledger.events` that answers on a topic of its own. */
export type BureauWay = 'http' | 'topic';

/** How each insurance's bureau is reached. A class, so that it serves as a token. */
export abstract class BureauWays {
  abstract readonly pension: BureauWay;
  abstract readonly medical: BureauWay;
}
