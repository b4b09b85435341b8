// passes
export * from '../use-cases/settle';
