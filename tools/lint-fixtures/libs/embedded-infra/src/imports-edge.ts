// fails: chargebus/layers
import { thing } from '@fixture/edge';

export const used = thing;
