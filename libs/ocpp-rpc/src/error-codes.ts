import type { JsonVersion } from './effect';

/** The faults whose CALLERROR code differs between the versions, each in its version's own spelling. */
export interface FrameCodes {
  /** The payload is syntactically wrong. */
  malformed: string;
  /** The frame is no call at all, or its message id cannot be read; undefined: no answer is possible. */
  unreadable: string | undefined;
  /** The message type is unknown; undefined: such a frame is ignored. */
  unknownType: string | undefined;
}

export const frameCodes: Record<JsonVersion, FrameCodes> = {
  // OCPP-J 1.6 4.1.3: a message with an unknown message type number is ignored.
  '1.6': { malformed: 'FormationViolation', unreadable: undefined, unknownType: undefined },
  // OCPP 2.0.1 part 4, 4.2.3.
  '2.0.1': { malformed: 'FormatViolation', unreadable: 'RpcFrameworkError', unknownType: 'MessageTypeNotSupported' },
  // OCPP 2.1 part 4 went back to ignoring.
  '2.1': { malformed: 'FormatViolation', unreadable: 'RpcFrameworkError', unknownType: undefined },
};
