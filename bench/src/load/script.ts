import { boot16, session16 } from './messages-16';
import { boot201, session201 } from './messages-201';
import type { BenchVersion } from './plan';

/** One message of a station. */
export interface Message {
  action: string;
  payload: object;
}
/** Messages of one session in order; each is followed by its answer's payload. */
export type Script = Generator<Message, void, Record<string, unknown>>;

export const scripts: Record<
  BenchVersion,
  { subprotocol: string; boot: Message; session(n: number, goesOn: boolean): Script }
> = {
  '1.6': { subprotocol: 'ocpp1.6', boot: boot16, session: session16 },
  '2.0.1': { subprotocol: 'ocpp2.0.1', boot: boot201, session: session201 },
};
