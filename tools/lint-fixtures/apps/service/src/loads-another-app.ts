// fails: chargebus/layers
export const load = () => import('@fixture/other-service');
