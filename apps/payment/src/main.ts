import { pack } from '@canbao/rules';
import { runProgram } from '@canbao/service-kit';
import { connect } from './channels/connect';
import { connectDebits } from './debit/connect';
import { payment, storage } from './payment';
import { settings } from './settings';

runProgram(
  storage,
  settings,
  ({
    QUOTE_KEYS,
    BANK_KEYS,
    PAPER_KEYS,
    TREASURY,
    BATCH_DEBIT,
    NOTICE_KEY,
    RULE_PACK,
    RULE_CONFIG,
    ...channels
  }) =>
    payment(
      QUOTE_KEYS,
      connect(channels),
      BANK_KEYS,
      PAPER_KEYS,
      TREASURY,
      connectDebits(BATCH_DEBIT),
      NOTICE_KEY,
      pack(RULE_PACK, RULE_CONFIG),
    ),
);
