import { runProgram } from '@canbao/service-kit';
import { assessment, storage } from './assessment';
import { settings } from './settings';

runProgram(storage, settings, ({ QUOTE_KEYS, RULE_PACK, BANK_KEYS }) =>
  assessment(QUOTE_KEYS, RULE_PACK, BANK_KEYS),
);
