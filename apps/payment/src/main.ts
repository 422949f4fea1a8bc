import { z } from 'zod';
import { readSettings, runProgram } from '@canbao/service-kit';
import { kept, payment } from './payment';

runProgram(kept, () =>
  payment(readSettings({ QUOTE_PUBLIC_JWK: z.string().startsWith('{') }).QUOTE_PUBLIC_JWK),
);
