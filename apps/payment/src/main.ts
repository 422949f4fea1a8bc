import { z } from 'zod';
import { readSettings, startService } from '@canbao/service-kit';
import { payment } from './payment';

const { QUOTE_PUBLIC_JWK } = readSettings({ QUOTE_PUBLIC_JWK: z.string().startsWith('{') });

void startService(payment(QUOTE_PUBLIC_JWK));
