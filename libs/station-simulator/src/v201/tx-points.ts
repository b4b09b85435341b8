/** What a transaction's begin and end depend on (OCPP 2.0.1 part 2, TxStartStopPoint). */
export interface Conditions {
  connected: boolean;
  authorized: boolean;
}

const POINTS: Record<string, (conditions: Conditions) => boolean> = {
  EVConnected: ({ connected }) => connected,
  Authorized: ({ authorized }) => authorized,
  PowerPathClosed: ({ connected, authorized }) => connected && authorized,
};

/** The members TxStartPoint and TxStopPoint may have at this station. */
export const TX_POINTS = Object.keys(POINTS);

const holds = (point: string, conditions: Conditions): boolean => POINTS[point]?.(conditions) ?? false;

/** A transaction begins when any of its start points is reached. */
export const decideStart = (startPoints: readonly string[], now: Conditions): boolean =>
  startPoints.some((point) => holds(point, now));

/** A transaction ends when any of its stop points is left (E06), and when neither a car nor a token is left. */
export const decideStop = (stopPoints: readonly string[], before: Conditions, now: Conditions): boolean =>
  stopPoints.some((point) => holds(point, before) && !holds(point, now)) || (!now.connected && !now.authorized);
