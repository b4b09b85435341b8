import type { Payload } from './call-lane';
import type { Registration } from './registration';
import type { Reply, Rig } from './rig';
import type { Check } from './shape';

export type Command = (payload: Payload) => Reply;

export interface CallDeskOptions {
  rig: Rig;
  registration: Registration;
  /** What the station does; one row a call. Payloads were checked before. */
  commands: Record<string, Command>;
  shapes: Record<string, Check>;
  /** How this version spells "that is no proper call". */
  formationError: string;
  /** The answer to a call the station has no command for. */
  unknown(action: string): Reply;
  /** Calls that start or stop sessions: refused until the CSMS has accepted the station. */
  sessionCalls: readonly string[];
}

/** A CALLRESULT of the form most commands have. */
export const status = (word: string, then?: () => void): Reply => ({
  answer: { status: word },
  ...(then ? { then } : {}),
});

/** Where calls of the CSMS are checked before the station does what they say. */
export class CallDesk {
  constructor(private readonly o: CallDeskOptions) {}

  handle(action: string, payload: Payload): Reply {
    const { rig, registration, commands, shapes, formationError } = this.o;
    rig.counters.commands += 1;
    const text = JSON.stringify(payload);
    if (registration.status === 'Rejected') {
      rig.fault('unexpected-call', `${action} while Rejected`, text);
      return { error: 'SecurityError', description: 'not accepted by you' };
    }
    const command = commands[action];
    if (!command) return this.o.unknown(action);
    const wrong = shapes[action]?.(payload, action);
    if (wrong !== undefined) {
      rig.fault('invalid-call', wrong, text);
      return { error: formationError, description: wrong.slice(0, 255) };
    }
    if (this.o.sessionCalls.includes(action) && registration.status !== 'Accepted') {
      rig.fault('unexpected-call', `${action} before acceptance`, text);
      return status('Rejected');
    }
    const reply = command(payload);
    rig.say(`was told ${action}: ${'error' in reply ? reply.error : outcomeOf(reply.answer)}`);
    return reply;
  }
}

const outcomeOf = (answer: object): string => ('status' in answer ? String(answer.status) : 'answered');
