import { z } from 'zod';
import { packNames } from '@canbao/rules';
import { jsonSetting, readSettings, runProgram, QuoteKeys } from '@canbao/service-kit';
import { assessment, storage } from './assessment';

runProgram(storage, () => {
  const { QUOTE_KEYS, RULE_PACK } = readSettings({
    QUOTE_KEYS: jsonSetting(QuoteKeys),
    RULE_PACK: z.enum(packNames).default('jinan'),
  });
  return assessment(QUOTE_KEYS, RULE_PACK);
});
