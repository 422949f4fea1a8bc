import {
  assessmentApi,
  ledgerSyncApi,
  operationsApis,
  paymentApi,
  registrationApi,
  type Operation,
} from '@canbao/contracts';

const apis: readonly Readonly<Record<string, Operation>>[] = [
  registrationApi,
  assessmentApi,
  paymentApi,
  ledgerSyncApi,
];

/** Every operation of the API, whichever service answers it. */
export const operations: readonly Operation[] = [
  ...apis.flatMap((api) => Object.values(api)),
  ...operationsApis,
];
