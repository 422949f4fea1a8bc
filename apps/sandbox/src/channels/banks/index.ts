export { dayFile } from './day-file';
export { MemoryBooks, type BankBooks, type Entry } from './entry';
export { Line, type Answer, type LineSettings, type Sent } from './line';
export { isSignatureOver, type BankSecret, type PlatformKey } from './signature';
export { Teller, type Taking } from './teller';
