import { z } from 'zod';
import type { ServiceName } from '@canbao/contracts';

const Settings = z.object({
  PORT: z.coerce.number(),
  SERVICE_HOST: z.string().default('127.0.0.1'),
  REGISTRATION_URL: z.url(),
  ASSESSMENT_URL: z.url(),
  PAYMENT_URL: z.url(),
  LEDGER_SYNC_URL: z.url(),
  SANDBOX_URL: z.url().optional(),
});

/** Where the portal listens, and where the services are. */
export type Settings = z.output<typeof Settings>;

/** From the environment. @throws ZodError when a setting is missing or wrong. */
export const readSettings = (): Settings => Settings.parse(process.env);

/** The address of each service. */
export const serviceUrls = (settings: Settings): Readonly<Record<ServiceName, string>> => ({
  registration: settings.REGISTRATION_URL,
  assessment: settings.ASSESSMENT_URL,
  payment: settings.PAYMENT_URL,
  'ledger-sync': settings.LEDGER_SYNC_URL,
});
