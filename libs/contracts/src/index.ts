export * from './words';
export * from './subjects';
export * from './station-events';
export * from './facts';
export * from './records';
export type { Ask, AskReply, AskRequest } from './define-ask';
export * from './asks';
export * from './provider-asks';
export * from './commands';
