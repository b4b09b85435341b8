// fails: chargebus/layers
export * from '@fixture/contract/src/words';
