// fails: chargebus/service-floors
import { thing } from 'typeorm';

export const used = thing;
