export * from './day';
export * from './instant';
export * from './month';
export type { Clock } from './clock';
