import { z } from 'zod';
import { isWhole, pack, packNames } from '@canbao/rules';
import { judgedInProduction, jsonSetting, PaperKeys, QuoteKeys, signedSettings } from '@canbao/service-kit';

/** What assessment needs beside the settings of every service. */
export const settings = {
  QUOTE_KEYS: jsonSetting(QuoteKeys),
  PAPER_KEYS: jsonSetting(PaperKeys),
  ...signedSettings,
  /** What decides whether a month was paid in time for cover: the payment, or the treasury's receipt (入库). */
  RULING_CLOCK: z.enum(['payment-success-time', 'treasury-receipt-date']).default('payment-success-time'),
  RULE_PACK: judgedInProduction(z.enum(packNames).default('jinan'), (value) => {
    const name = packNames.find((known) => known === value);
    return name === undefined || isWhole(pack(name))
      ? undefined
      : `is ${name}, whose rows are not whole: npm run pack -- check ${name} says what is missing`;
  }),
};
