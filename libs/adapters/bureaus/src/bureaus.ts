import type { Bureau } from '@canbao/domain-ledger-sync';

/** The bureau of each insurance: 人社 for pension, 医保 for medical. A class, so that it serves as a token. */
export abstract class Bureaus {
  abstract readonly pension: Bureau;
  abstract readonly medical: Bureau;
}
