import { runProgram } from '@canbao/service-kit';
import { assessment, storage } from './assessment';
import { settings } from './settings';

runProgram(storage, settings, ({ QUOTE_KEYS, RULE_PACK, BANK_KEYS, RULE_CONFIG, RULING_CLOCK, PAPER_KEYS }) =>
  assessment(
    QUOTE_KEYS,
    RULE_PACK,
    BANK_KEYS,
    { ...RULE_CONFIG, 'payment.rulingClock': RULING_CLOCK },
    PAPER_KEYS,
  ),
);
