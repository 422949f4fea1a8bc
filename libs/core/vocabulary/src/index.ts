export * from './insurance';
export * from './scheme';
export * from './item';
export * from './channel';
export * from './district';
export * from './identity-number';
export * from './names';
