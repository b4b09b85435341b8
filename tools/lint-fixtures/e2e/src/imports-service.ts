// fails: chargebus/layers
import { thing } from '@fixture/service';

export const used = thing;
