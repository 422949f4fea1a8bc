import { assessmentApi } from './assessment';
import { debitsApi } from './debits';
import { ledgerSyncApi } from './ledger-sync';
import type { Operation } from './operation';
import { operationsApis } from './operations';
import { paymentApi } from './payment';
import { refundsApi } from './refunds';
import { registrationApi } from './registration';
import { shiftsApi } from './shifts';
import { suspenseApi } from './suspense';
import { trueUpsApi } from './true-ups';

const apis: readonly Readonly<Record<string, Operation>>[] = [
  registrationApi,
  assessmentApi,
  paymentApi,
  refundsApi,
  shiftsApi,
  debitsApi,
  suspenseApi,
  trueUpsApi,
  ledgerSyncApi,
];

/** Every operation of the API, whichever service answers it. */
export const allOperations: readonly Operation[] = [
  ...apis.flatMap((api) => Object.values(api)),
  ...operationsApis,
];
