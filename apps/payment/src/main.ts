import { jsonSetting, readSettings, runProgram, QuoteKeys } from '@canbao/service-kit';
import { storage, payment } from './payment';

runProgram(storage, () => payment(readSettings({ QUOTE_KEYS: jsonSetting(QuoteKeys) }).QUOTE_KEYS));
