// fails: chargebus/layers
export * from '@fixture/other-service';
