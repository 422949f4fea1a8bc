import { z } from 'zod';
import { serviceNames } from '@canbao/contracts';
import { QuoteKeys } from '../access/quote-tokens';

/** The secrets of the services that publish, by service: each a keyring like that of quote tokens. */
export const EnvelopeKeys = z.partialRecord(z.enum(serviceNames), QuoteKeys);
