// fails: chargebus/layers
export type Used = import('@fixture/other-service').Thing;
