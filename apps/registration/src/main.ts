import { runProgram } from '@canbao/service-kit';
import { registration, storage } from './registration';
import { settings } from './settings';

runProgram(storage, settings, ({ IDENTITY_KEYS, PAPER_KEYS }) => registration(IDENTITY_KEYS, PAPER_KEYS));
