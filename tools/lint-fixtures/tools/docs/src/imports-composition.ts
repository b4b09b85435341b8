// fails: chargebus/layers
import { thing } from '@fixture/composition';

export const used = thing;
