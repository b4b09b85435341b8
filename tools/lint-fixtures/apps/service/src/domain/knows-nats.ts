// fails: chargebus/service-floors
import { thing } from 'nats';

export const used = thing;
