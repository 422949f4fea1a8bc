import { z } from 'zod';

/** What ledger-sync needs beside the settings of every service: the bureaus, and how to trust them. */
export const settings = {
  HRSS_URL: z.url(),
  MEDICAL_BUREAU_URL: z.url(),
  /** Paths of PEM files: who signs the bureaus' certificates, and our own certificate and key. */
  BUREAU_CA: z.string().min(1).optional(),
  BUREAU_CERT: z.string().min(1).optional(),
  BUREAU_KEY: z.string().min(1).optional(),
};
