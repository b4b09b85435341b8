// fails: chargebus/layers
import { thing } from '@fixture/ocpp';

export const used = thing;
