export * from './yuan';
export * from './rate';
