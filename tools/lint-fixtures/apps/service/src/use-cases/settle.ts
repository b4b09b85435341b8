// passes
export * as rule from '../domain/decide';
export * as rows from '../store/row';
