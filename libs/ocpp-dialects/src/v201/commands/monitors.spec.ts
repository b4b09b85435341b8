import { rawCaller, type RawCall } from '../../raw-call.fixture';
import { v201 } from '../index';

describe('monitors by raw calls of 2.0.1', () => {
  it.each<RawCall>([
    [
      'TC_N_01_CSMS the monitors of a kind',
      'GetMonitoringReport',
      { requestId: 3, monitoringCriteria: ['ThresholdMonitoring'] },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_N_02_CSMS the monitors of a variable',
      'GetMonitoringReport',
      {
        componentVariable: [{ component: { evse: { id: 1 }, name: 'EVSE' }, variable: { name: 'Power' } }],
        requestId: 3,
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_N_03_CSMS the monitors of a kind and a variable',
      'GetMonitoringReport',
      {
        componentVariable: [{ component: { evse: { id: 1 }, name: 'EVSE' }, variable: { name: 'Power' } }],
        requestId: 3,
        monitoringCriteria: ['DeltaMonitoring'],
      },
      { status: 'Accepted' },
      'accepted',
    ],
    ['TC_N_47_CSMS all monitors', 'GetMonitoringReport', { requestId: 3 }, { status: 'EmptyResultSet' }, 'rejected'],
    [
      'TC_N_60_CSMS the monitors of a kind and several variables',
      'GetMonitoringReport',
      {
        componentVariable: [
          { component: { evse: { id: 1 }, name: 'EVSE' }, variable: { name: 'Power' } },
          { component: { name: 'OCPPCommCtrlr' } },
        ],
        requestId: 3,
        monitoringCriteria: ['PeriodicMonitoring'],
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_N_05_CSMS all monitors that the station has',
      'SetMonitoringBase',
      { monitoringBase: 'All' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'monitors that the station does not have',
      'SetMonitoringBase',
      { monitoringBase: 'FactoryDefault' },
      { status: 'NotSupported' },
      'unsupported',
    ],
    [
      'TC_N_08_CSMS a monitor',
      'SetVariableMonitoring',
      {
        setMonitoringData: [
          {
            value: 11000,
            type: 'UpperThreshold',
            severity: 4,
            component: { evse: { id: 1 }, name: 'EVSE' },
            variable: { name: 'Power' },
          },
        ],
      },
      {
        setMonitoringResult: [
          {
            id: 1,
            status: 'Accepted',
            type: 'UpperThreshold',
            component: { name: 'EVSE', evse: { id: 1 } },
            variable: { name: 'Power' },
            severity: 4,
          },
        ],
      },
      'accepted',
    ],
    [
      'TC_N_24_CSMS a monitor that tells at intervals',
      'SetVariableMonitoring',
      {
        setMonitoringData: [
          {
            value: 60,
            type: 'Periodic',
            severity: 8,
            component: { evse: { id: 1 }, name: 'EVSE' },
            variable: { name: 'Power' },
          },
        ],
      },
      {
        setMonitoringResult: [
          {
            id: 1,
            status: 'Accepted',
            type: 'Periodic',
            component: { name: 'EVSE', evse: { id: 1 } },
            variable: { name: 'Power' },
            severity: 8,
          },
        ],
      },
      'accepted',
    ],
    [
      'a monitor there is already',
      'SetVariableMonitoring',
      {
        setMonitoringData: [
          {
            value: 11000,
            type: 'UpperThreshold',
            severity: 4,
            component: { evse: { id: 1 }, name: 'EVSE' },
            variable: { name: 'Power' },
          },
        ],
      },
      {
        setMonitoringResult: [
          {
            status: 'Duplicate',
            type: 'UpperThreshold',
            component: { name: 'EVSE', evse: { id: 1 } },
            variable: { name: 'Power' },
            severity: 4,
          },
        ],
      },
      'rejected',
    ],
    [
      'a type of monitor that the station does not have',
      'SetVariableMonitoring',
      {
        setMonitoringData: [
          {
            value: 11000,
            type: 'UpperThreshold',
            severity: 4,
            component: { evse: { id: 1 }, name: 'EVSE' },
            variable: { name: 'Power' },
          },
        ],
      },
      {
        setMonitoringResult: [
          {
            status: 'UnsupportedMonitorType',
            type: 'UpperThreshold',
            component: { name: 'EVSE', evse: { id: 1 } },
            variable: { name: 'Power' },
            severity: 4,
          },
        ],
      },
      'unsupported',
    ],
    [
      'TC_N_16_CSMS the severity from which on monitors tell',
      'SetMonitoringLevel',
      { severity: 4 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_N_17_CSMS a severity that there is not',
      'SetMonitoringLevel',
      { severity: 10 },
      { status: 'Rejected' },
      'rejected',
    ],
    [
      'TC_N_18_CSMS clear monitors',
      'ClearVariableMonitoring',
      { id: [1, 2] },
      {
        clearMonitoringResult: [
          { status: 'Accepted', id: 1 },
          { status: 'Accepted', id: 2 },
        ],
      },
      'accepted',
    ],
    [
      'TC_N_44_CSMS clear a monitor that stays',
      'ClearVariableMonitoring',
      { id: [1, 2] },
      {
        clearMonitoringResult: [
          { status: 'Accepted', id: 1 },
          { status: 'Rejected', id: 2 },
        ],
      },
      'rejected',
    ],
  ])('%s', rawCaller(v201));
});
