import { rawCaller, type RawCall } from '../../raw-call.fixture';
import { v201 } from '../index';

describe('device model and network by raw calls of 2.0.1', () => {
  it.each<RawCall>([
    [
      'TC_A_09_CSMS a new password',
      'SetVariables',
      {
        setVariableData: [
          {
            attributeValue: '0123456789abcdef0123',
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
          },
        ],
      },
      {
        setVariableResult: [
          {
            attributeStatus: 'Accepted',
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
          },
        ],
      },
      'accepted',
    ],
    [
      'TC_A_10_CSMS a new password that is rejected',
      'SetVariables',
      {
        setVariableData: [
          {
            attributeValue: '0123456789abcdef0123',
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
          },
        ],
      },
      {
        setVariableResult: [
          {
            attributeStatus: 'Rejected',
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
          },
        ],
      },
      'rejected',
    ],
    [
      'TC_B_06_CSMS a variable that is not known',
      'GetVariables',
      { getVariableData: [{ component: { name: 'X' }, variable: { name: 'Y' } }] },
      {
        getVariableResult: [{ attributeStatus: 'UnknownComponent', component: { name: 'X' }, variable: { name: 'Y' } }],
      },
      'rejected',
    ],
    [
      'TC_B_42_CSMS a network profile',
      'SetNetworkProfile',
      {
        configurationSlot: 1,
        connectionData: {
          ocppVersion: 'OCPP20',
          ocppTransport: 'JSON',
          ocppCsmsUrl: 'wss://csms.example/ocpp',
          messageTimeout: 30,
          securityProfile: 2,
          ocppInterface: 'Wired0',
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_A_19_CSMS a network profile of a higher security profile',
      'SetNetworkProfile',
      {
        configurationSlot: 1,
        connectionData: {
          ocppVersion: 'OCPP20',
          ocppTransport: 'JSON',
          ocppCsmsUrl: 'wss://csms.example/ocpp',
          messageTimeout: 30,
          securityProfile: 3,
          ocppInterface: 'Wired0',
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_B_44_CSMS a network profile that fails',
      'SetNetworkProfile',
      {
        configurationSlot: 1,
        connectionData: {
          ocppVersion: 'OCPP20',
          ocppTransport: 'JSON',
          ocppCsmsUrl: 'wss://csms.example/ocpp',
          messageTimeout: 30,
          securityProfile: 2,
          ocppInterface: 'Wired0',
        },
      },
      { status: 'Failed' },
      'failed',
    ],
    [
      'TC_B_18_CSMS a report on components and variables',
      'GetReport',
      {
        componentVariable: [{ component: { evse: { id: 1 }, name: 'EVSE' }, variable: { name: 'Power' } }],
        requestId: 3,
        componentCriteria: ['Problem'],
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'a report on nothing',
      'GetReport',
      { requestId: 3, componentCriteria: ['Problem'] },
      { status: 'EmptyResultSet' },
      'rejected',
    ],
    [
      'TC_B_26_CSMS reset one EVSE when idle',
      'Reset',
      { type: 'OnIdle', evseId: 1 },
      { status: 'Scheduled' },
      'scheduled',
    ],
    [
      'TC_B_27_CSMS reset one EVSE at once',
      'Reset',
      { type: 'Immediate', evseId: 1 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_G_04_CSMS an EVSE back in service',
      'ChangeAvailability',
      { evse: { id: 1 }, operationalStatus: 'Operative' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_G_05_CSMS the station out of service',
      'ChangeAvailability',
      { operationalStatus: 'Inoperative' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_G_14_CSMS the station out of service, later',
      'ChangeAvailability',
      { operationalStatus: 'Inoperative' },
      { status: 'Scheduled' },
      'scheduled',
    ],
    [
      'TC_F_12_CSMS trigger the meter values of all EVSEs',
      'TriggerMessage',
      { requestedMessage: 'MeterValues' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_G_07_CSMS a connector out of service',
      'ChangeAvailability',
      { evse: { id: 1, connectorId: 1 }, operationalStatus: 'Inoperative' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_G_08_CSMS a connector back in service',
      'ChangeAvailability',
      { evse: { id: 1, connectorId: 1 }, operationalStatus: 'Operative' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_G_17_CSMS a connector out of service, later',
      'ChangeAvailability',
      { evse: { id: 1, connectorId: 1 }, operationalStatus: 'Inoperative' },
      { status: 'Scheduled' },
      'scheduled',
    ],
  ])('%s', rawCaller(v201));
});
