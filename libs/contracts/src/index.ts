export * from './words';
export * from './subjects';
export * from './station-events';
export * from './facts';
export * from './records';
export * from './asks';
export * from './commands';
