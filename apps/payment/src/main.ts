import { runProgram } from '@canbao/service-kit';
import { payment, storage } from './payment';
import { settings } from './settings';

runProgram(storage, settings, ({ QUOTE_KEYS, BANK_KEYS }) => payment(QUOTE_KEYS, undefined, BANK_KEYS));
