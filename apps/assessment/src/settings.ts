import { z } from 'zod';
import { RuleConfig } from '@canbao/contracts';
import { packNames, unfitPack } from '@canbao/rules';
import { judgedInProduction, jsonSetting, PaperKeys, QuoteKeys, signedSettings } from '@canbao/service-kit';

/** What assessment needs beside the settings of every service. */
export const settings = {
  QUOTE_KEYS: jsonSetting(QuoteKeys),
  PAPER_KEYS: jsonSetting(PaperKeys),
  ...signedSettings,
  RULE_PACK: judgedInProduction(z.enum(packNames).default('jinan'), unfitPack),
  /** What the installation sets of the pack, where no source gives it. */
  RULE_CONFIG: jsonSetting(RuleConfig).optional(),
  /** What decides whether a month was paid in time for cover: the payment, or the treasury's receipt (入库). */
  RULING_CLOCK: z.enum(['payment-success-time', 'treasury-receipt-date']).default('payment-success-time'),
};
