export * from './yuan';
export * from './rate';
export * from './words';
