export * from './day';
export * from './instant';
export * from './month';
export * from './period';
export { Clock } from './clock';
