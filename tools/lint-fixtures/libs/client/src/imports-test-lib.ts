// fails: chargebus/layers
import { thing } from '@fixture/test-lib';

export const used = thing;
