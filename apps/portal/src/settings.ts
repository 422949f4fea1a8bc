import { z } from 'zod';
import type { ServiceName } from '@canbao/contracts';
import { clientTls, processSettings } from '@canbao/service-kit';

/** What the portal needs: where it listens, and where the services are. */
export const settings = {
  ...processSettings,
  PORT: z.coerce.number().int().min(0).max(65_535),
  REGISTRATION_URL: z.url(),
  ASSESSMENT_URL: z.url(),
  PAYMENT_URL: z.url(),
  LEDGER_SYNC_URL: z.url(),
  /** As citizens know it; where papers can be checked. */
  PUBLIC_URL: z.url().optional(),
  /** The folder of the built screens, `console/dist` and `payer/dist/h5` in it; `apps` when left out. */
  SCREENS_FOLDER: z.string().min(1).optional(),
  /** Path of a file that tells how far their build has come. */
  SCREENS_STATE: z.string().min(1).optional(),
  /** The OpenID provider at which people of the console sign in; that of the sandbox when left out. */
  CONSOLE_ISSUER: z.url().optional(),
  /** What the provider calls the console; `console` when left out. */
  CONSOLE_CLIENT_ID: z.string().min(1).optional(),
  /** What the provider is asked for, where it wants to be told (RFC 8707). */
  CONSOLE_RESOURCE: z.string().min(1).optional(),
  /** Path of a PEM file: certificates of callers that their authority has taken back. */
  CLIENT_CRL: z.string().min(1).optional(),
  /** Paths of PEM files: who signs the services' certificates, and what the portal shows them. */
  SERVICES_CA: z.string().min(1).optional(),
  SERVICES_CERT: z.string().min(1).optional(),
  SERVICES_KEY: z.string().min(1).optional(),
};

/** The portal's settings as read. */
export type Settings = z.output<z.ZodObject<typeof settings>>;

/** The address of each service. */
export const serviceUrls = (urls: Settings): Readonly<Record<ServiceName, string>> => ({
  registration: urls.REGISTRATION_URL,
  assessment: urls.ASSESSMENT_URL,
  payment: urls.PAYMENT_URL,
  'ledger-sync': urls.LEDGER_SYNC_URL,
});

/** How the portal's connections to the services are protected, where they are. */
export const servicesTls = ({
  SERVICES_CA: ca,
  SERVICES_CERT: cert,
  SERVICES_KEY: key,
}: Settings): ReturnType<typeof clientTls> => clientTls({ ca, cert, key });
