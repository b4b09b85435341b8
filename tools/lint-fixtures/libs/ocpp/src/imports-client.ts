// fails: chargebus/layers
import { thing } from '@fixture/client';

export const used = thing;
