// fails: chargebus/named-by-subject
export const thing = 1;
