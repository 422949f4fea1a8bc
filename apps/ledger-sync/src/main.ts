import { runProgram } from '@canbao/service-kit';
import { ledgerSync, storage } from './ledger-sync';
import { settings } from './settings';

runProgram(storage, settings, ({ HRSS_URL, MEDICAL_BUREAU_URL }) =>
  ledgerSync({ hrss: HRSS_URL, medical: MEDICAL_BUREAU_URL }),
);
