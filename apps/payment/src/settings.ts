import { z } from 'zod';
import {
  AlipaySettings,
  BatchDebitSettings,
  TreasurySettings,
  WeChatBillsSettings,
  WeChatPaySettings,
} from '@canbao/channels';
import { RuleConfig } from '@canbao/contracts';
import { packNames, unfitPack } from '@canbao/rules';
import { judgedInProduction, jsonSetting, PaperKeys, QuoteKeys, signedSettings } from '@canbao/service-kit';

/** Beside the settings of every service. A channel without its setting is not connected. */
export const settings = {
  QUOTE_KEYS: jsonSetting(QuoteKeys),
  /** As assessment has them: a true-up is decided under the rules that quotes were given under. */
  RULE_PACK: judgedInProduction(z.enum(packNames).default('jinan'), unfitPack),
  RULE_CONFIG: jsonSetting(RuleConfig).optional(),
  PAPER_KEYS: jsonSetting(PaperKeys),
  ...signedSettings,
  /** Seals messages of channels as they came: 32 bytes in base64. */
  NOTICE_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .optional(),
  WECHAT_PAY: jsonSetting(WeChatPaySettings).optional(),
  ALIPAY: jsonSetting(AlipaySettings).optional(),
  TREASURY: jsonSetting(TreasurySettings).optional(),
  WECHAT_BILLS: jsonSetting(WeChatBillsSettings).optional(),
  BATCH_DEBIT: jsonSetting(BatchDebitSettings).optional(),
};
