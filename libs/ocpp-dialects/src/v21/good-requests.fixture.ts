import { fullTransaction as transaction201, goodRequests as requests201 } from '../v201/good-requests.fixture';
import type { StationAction } from './actions';

const AT = '2025-06-01T10:00:00Z';
const component = { name: 'C', evse: { id: 1, connectorId: 1 } };
const variable = { name: 'V', instance: 'i' };
const certificateHashData = { hashAlgorithm: 'SHA256', issuerNameHash: 'a', issuerKeyHash: 'b', serialNumber: 'c' };

/** A TransactionEvent with all that 2.1 has for it. */
export const fullTransaction = {
  ...transaction201,
  triggerReason: 'RunningCost',
  costDetails: {
    totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { exclTax: 1.05, inclTax: 1.25 } },
    totalUsage: { energy: 3, chargingTime: 600, idleTime: 0 },
  },
  preconditioningStatus: 'Ready',
  evseSleep: false,
  transactionInfo: {
    ...transaction201.transactionInfo,
    operationMode: 'ChargingOnly',
    tariffId: 'T1',
    transactionLimit: { maxCost: 20, maxSoC: 80 },
  },
};

/** A good request of every action that 2.1 stations send: those of 2.0.1, and the new ones. */
export const goodRequests: Record<StationAction, object> = {
  ...requests201,
  BatterySwap: {
    batteryData: [{ evseId: 1, serialNumber: 's', soC: 80, soH: 99, productionDate: AT }],
    eventType: 'BatteryIn',
    idToken: { idToken: 'A', type: 'ISO14443' },
    requestId: 1,
  },
  ClosePeriodicEventStream: { id: 1 },
  Get15118EVCertificate: {
    iso15118SchemaVersion: 's',
    action: 'Update',
    exiRequest: 'e',
    maximumContractCertificateChains: 2,
    prioritizedEMAIDs: ['E'],
  },
  GetCertificateChainStatus: {
    certificateStatusRequests: [{ certificateHashData, source: 'CRL', urls: ['http://crl'] }],
  },
  NotifyDERAlarm: { controlType: 'VoltVar', gridEventFault: 'OverVoltage', alarmEnded: false, timestamp: AT },
  NotifyDERStartStop: { controlId: 'c', started: true, timestamp: AT, supersededIds: ['d'] },
  NotifyMonitoringReport: {
    requestId: 1,
    seqNo: 0,
    generatedAt: AT,
    monitor: [
      {
        component,
        variable,
        variableMonitoring: [
          {
            id: 1,
            transaction: false,
            value: 1,
            type: 'TargetDelta',
            severity: 1,
            eventNotificationType: 'CustomMonitor',
          },
        ],
      },
    ],
  },
  NotifyPeriodicEventStream: { data: [{ t: 0.5, v: '16' }], id: 1, pending: 0, basetime: AT },
  NotifyPriorityCharging: { transactionId: 'tx', activated: true },
  NotifySettlement: {
    pspRef: 'p',
    status: 'Settled',
    settlementAmount: 12.5,
    settlementTime: AT,
    vatCompany: { name: 'n', address1: 'a', city: 'c', country: 'de' },
  },
  OpenPeriodicEventStream: { constantStreamData: { id: 1, params: { interval: 10 }, variableMonitoringId: 2 } },
  PullDynamicScheduleUpdate: { chargingProfileId: 7 },
  ReportDERControl: {
    requestId: 1,
    tbc: true,
    gradient: [{ id: 'g', gradient: { priority: 0, gradient: 1, softGradient: 1 } }],
  },
  SignCertificate: { csr: 'c', certificateType: 'V2G20Certificate', requestId: 5 },
  TransactionEvent: fullTransaction,
  VatNumberValidation: { vatNumber: 'DE123456789', evseId: 1 },
};
