import { z } from 'zod';
import { readSettings, runProgram } from '@canbao/service-kit';
import { storage, payment } from './payment';

runProgram(storage, () =>
  payment(readSettings({ QUOTE_PUBLIC_JWK: z.string().startsWith('{') }).QUOTE_PUBLIC_JWK),
);
