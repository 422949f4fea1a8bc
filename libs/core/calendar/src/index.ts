export * from './day';
export * from './instant';
export * from './month';
export { Clock } from './clock';
