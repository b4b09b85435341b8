/** A frame as a station in the field sends it, and what becomes of it. */
export interface Quirk {
  title: string;
  /** What is odd about it, by name: all that stands in the trace. */
  remarks: string[];
  action: string;
  /** The text that goes over the wire, a call with the id "q". */
  frame: string;
  /** Of its answer, what depends on the quirk. */
  answer?: object;
  /** Of the event it leaves in the log. */
  event: { kind: string; data?: object; stationTime?: string };
  /** The code that a strict station is told; undefined: the version's schema allows it, and nobody is refused for that. */
  strict: string | undefined;
}

export const AT = '2026-03-01T10:00:00Z';
export const frameOf = (action: string, payload: object): string => JSON.stringify([2, 'q', action, payload]);

/** Names of what is odd in a frame, not in what it says: they stand in the trace only. */
export const FRAME_REMARKS: readonly string[] = ['control-bytes', 'byte-order-mark', 'trailing-nul', 'id-as-number'];

export function quirk(
  title: string,
  remark: string | undefined,
  action: string,
  payload: object,
  strict: string | undefined,
  event: Quirk['event'],
): Quirk {
  return {
    title,
    remarks: remark === undefined ? [] : [remark],
    action,
    frame: frameOf(action, payload),
    strict,
    event,
  };
}
