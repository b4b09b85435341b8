// fails: chargebus/layers
import { thing } from '@fixture/dev';

export const used = thing;
