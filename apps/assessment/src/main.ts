import { z } from 'zod';
import { packNames } from '@canbao/rules';
import { readSettings, startService } from '@canbao/service-kit';
import { assessment } from './assessment';

const { QUOTE_PRIVATE_JWK, RULE_PACK } = readSettings({ QUOTE_PRIVATE_JWK: z.string().startsWith('{'), RULE_PACK: z.enum(packNames).default('jinan') });

void startService(assessment(QUOTE_PRIVATE_JWK, RULE_PACK));
