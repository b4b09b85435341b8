// fails: chargebus/layers
export const thing = 1;
