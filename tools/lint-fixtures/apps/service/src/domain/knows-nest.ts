// fails: chargebus/service-floors
import { thing } from '@nestjs/common';

export const used = thing;
