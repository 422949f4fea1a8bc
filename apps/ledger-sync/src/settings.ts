import { z } from 'zod';

/** What ledger-sync needs beside the settings of every service: the addresses of the bureaus. */
export const settings = { HRSS_URL: z.url(), MEDICAL_BUREAU_URL: z.url() };
