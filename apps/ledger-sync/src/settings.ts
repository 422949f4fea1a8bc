import { z } from 'zod';

/** What ledger-sync needs beside the settings of every service: the bureaus, and how to trust them. */
export const settings = {
  HRSS_URL: z.url(),
  MEDICAL_BUREAU_URL: z.url(),
  /** A bureau is sent its postings, or reads `ledger.events` and answers on a topic of its own (ADR 62). */
  HRSS_WAY: z.enum(['http', 'topic']).default('http'),
  MEDICAL_BUREAU_WAY: z.enum(['http', 'topic']).default('http'),
  /** Paths of PEM files: who signs the bureaus' certificates, and our own certificate and key. */
  BUREAU_CA: z.string().min(1).optional(),
  BUREAU_CERT: z.string().min(1).optional(),
  BUREAU_KEY: z.string().min(1).optional(),
};
