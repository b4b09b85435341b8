// fails: chargebus/service-floors
export * from '../store/row';
