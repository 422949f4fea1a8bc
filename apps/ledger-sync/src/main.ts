import { z } from 'zod';
import { readSettings, runProgram } from '@canbao/service-kit';
import { storage, ledgerSync } from './ledger-sync';

runProgram(storage, () => {
  const { HRSS_URL, MEDICAL_BUREAU_URL } = readSettings({ HRSS_URL: z.url(), MEDICAL_BUREAU_URL: z.url() });
  return ledgerSync({ hrss: HRSS_URL, medical: MEDICAL_BUREAU_URL });
});
