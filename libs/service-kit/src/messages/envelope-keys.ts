import { z } from 'zod';
import { outsideWriters, serviceNames } from '@canbao/contracts';
import { QuoteKeys } from '../access/quote-tokens';

/** The secrets of those that publish, by their name: each a keyring like that of quote tokens. */
export const EnvelopeKeys = z.partialRecord(z.enum([...serviceNames, ...outsideWriters]), QuoteKeys);
