import { randomUUID } from 'node:crypto';
import { BENCH_TOKEN } from './plan';
import type { Script } from './script';

const METER_VALUES = 6;
const STEP_WH = 1_000;
const STEADY_STEP_WH = 15;
const idToken = { idToken: BENCH_TOKEN, type: 'ISO14443' };

/** The same mix in OCPP 2.0.1, where a transaction's start, meter values and end are TransactionEvents. */
export function* session201(session: number, goesOn: boolean): Script {
  const status = (connectorStatus: string) => ({
    action: 'StatusNotification',
    payload: { timestamp: now(), connectorStatus, evseId: 1, connectorId: 1 },
  });
  const transactionId = randomUUID();
  const startWh = session * 10_000;
  const stepWh = goesOn ? STEADY_STEP_WH : STEP_WH;
  let seqNo = 0;
  const event = (eventType: string, triggerReason: string, info: object, more: object = {}) => ({
    action: 'TransactionEvent',
    payload: {
      eventType,
      timestamp: now(),
      triggerReason,
      seqNo: seqNo++,
      transactionInfo: { transactionId, ...info },
      evse: { id: 1, connectorId: 1 },
      ...more,
    },
  });
  yield { action: 'Heartbeat', payload: {} };
  yield status('Occupied');
  yield { action: 'Authorize', payload: { idToken } };
  yield event('Started', 'Authorized', { chargingState: 'EVConnected' }, { idToken, ...meterValue(startWh) });
  yield event('Updated', 'ChargingStateChanged', { chargingState: 'Charging' });
  for (let i = 1; goesOn || i <= METER_VALUES; i++) {
    yield event('Updated', 'MeterValuePeriodic', {}, meterValue(startWh + i * stepWh));
  }
  yield event('Ended', 'StopAuthorized', { stoppedReason: 'Local' }, meterValue(startWh + 7_000));
  yield status('Available');
}

export const boot201 = {
  action: 'BootNotification',
  payload: { reason: 'PowerUp', chargingStation: { vendorName: 'Bench', model: 'Loop' } },
};

function meterValue(registerWh: number): object {
  const sample = (measurand: string, value: number, unit: string) => ({ measurand, value, unitOfMeasure: { unit } });
  const sampledValue = [
    sample('Energy.Active.Import.Register', registerWh, 'Wh'),
    sample('Power.Active.Import', 11_040, 'W'),
    { ...sample('Current.Import', 16, 'A'), phase: 'L1' },
    { ...sample('Voltage', 230, 'V'), phase: 'L1-N' },
  ];
  return { meterValue: [{ timestamp: now(), sampledValue }] };
}

const now = (): string => new Date().toISOString();
