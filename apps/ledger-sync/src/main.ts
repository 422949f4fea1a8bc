import { z } from 'zod';
import { readSettings, startService } from '@canbao/service-kit';
import { ledgerSync } from './ledger-sync';

const { HRSS_URL, MEDICAL_BUREAU_URL } = readSettings({ HRSS_URL: z.url(), MEDICAL_BUREAU_URL: z.url() });

void startService(ledgerSync({ hrss: HRSS_URL, medical: MEDICAL_BUREAU_URL }));
