// fails: chargebus/layers
import { thing } from '../../../libs/ocpp/src/table';

export const used = thing;
