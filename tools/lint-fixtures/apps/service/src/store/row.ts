// passes
export * from 'typeorm';
export * as rule from '../domain/decide';
