import { z } from 'zod';
import { packNames } from '@canbao/rules';
import { readSettings, runProgram } from '@canbao/service-kit';
import { assessment, storage } from './assessment';

runProgram(storage, () => {
  const { QUOTE_PRIVATE_JWK, RULE_PACK } = readSettings({
    QUOTE_PRIVATE_JWK: z.string().startsWith('{'),
    RULE_PACK: z.enum(packNames).default('jinan'),
  });
  return assessment(QUOTE_PRIVATE_JWK, RULE_PACK);
});
