// fails: chargebus/service-floors
export * from '../use-cases/settle';
