// fails: chargebus/declared-dependencies
export * from 'left-pad';
