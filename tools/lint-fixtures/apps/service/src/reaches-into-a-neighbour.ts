// fails: chargebus/layers
export * from '../../other-service/src/thing';
