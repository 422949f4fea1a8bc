import { bureauSource } from './bureau';
import { bureauDaySource } from './bureau-days';
import type { CaseSource } from './case-source';
import { missingStatements, unmatchedFacts } from './channels';
import { contradictedDebits, debitBases } from './debits';
import { abnormalRefunds, lateReturns } from './refunds';
import { suspenseSource } from './suspense';
import { silentTreasury } from './treasury';

/** Every source of cases besides the matching of a day. */
export const caseSources: readonly CaseSource[] = [
  bureauSource,
  bureauDaySource,
  abnormalRefunds,
  lateReturns,
  suspenseSource,
  debitBases,
  contradictedDebits,
  unmatchedFacts,
  missingStatements,
  silentTreasury,
];
