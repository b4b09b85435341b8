// fails: chargebus/layers
import { thing } from '@fixture/platform-lib';

export const used = thing;
