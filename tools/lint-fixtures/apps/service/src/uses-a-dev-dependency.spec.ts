// passes
export * from 'test-only';
