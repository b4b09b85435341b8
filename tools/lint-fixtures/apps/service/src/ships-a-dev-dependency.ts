// fails: chargebus/declared-dependencies
export * from 'test-only';
