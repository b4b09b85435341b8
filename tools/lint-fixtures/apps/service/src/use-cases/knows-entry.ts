// fails: chargebus/service-floors
export * from '../entry/controller';
