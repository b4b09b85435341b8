import { rawCaller, type RawCall } from '../../raw-call.fixture';
import { v201 } from '../index';

describe('display and cost by raw calls of 2.0.1', () => {
  it.each<RawCall>([
    [
      'TC_O_01_CSMS a message on the display',
      'SetDisplayMessage',
      { message: { id: 1, priority: 'NormalCycle', state: 'Idle', message: { format: 'UTF8', content: 'Guten Tag' } } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_06_CSMS a message during a transaction',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          transactionId: 'tx-1',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_10_CSMS a message during a transaction nobody knows',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          transactionId: 'tx-9',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'UnknownTransaction' },
      'rejected',
    ],
    [
      'TC_O_13_CSMS a message from some time on',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          startDateTime: '2025-06-01T10:00:00Z',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_14_CSMS a message until some time',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          endDateTime: '2025-06-01T18:00:00Z',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_12_CSMS a message in place of that with its id',
      'SetDisplayMessage',
      { message: { id: 1, priority: 'InFront', message: { format: 'UTF8', content: 'Guten Tag' } } },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_27_CSMS a message during a transaction, from some time on',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          startDateTime: '2025-06-01T10:00:00Z',
          transactionId: 'tx-1',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_28_CSMS a message during a transaction, until some time',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          endDateTime: '2025-06-01T18:00:00Z',
          transactionId: 'tx-1',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_17_CSMS a priority that the display does not have',
      'SetDisplayMessage',
      { message: { id: 1, priority: 'AlwaysFront', message: { format: 'UTF8', content: 'Guten Tag' } } },
      { status: 'NotSupportedPriority' },
      'unsupported',
    ],
    [
      'TC_O_18_CSMS a state that the display does not know',
      'SetDisplayMessage',
      {
        message: {
          id: 1,
          priority: 'NormalCycle',
          state: 'Faulted',
          message: { format: 'UTF8', content: 'Guten Tag' },
        },
      },
      { status: 'NotSupportedState' },
      'unsupported',
    ],
    [
      'TC_O_19_CSMS a format that the display cannot show',
      'SetDisplayMessage',
      { message: { id: 1, priority: 'NormalCycle', message: { format: 'HTML', content: 'Guten Tag' } } },
      { status: 'NotSupportedMessageFormat' },
      'unsupported',
    ],
    [
      'TC_O_26_CSMS a message that is rejected',
      'SetDisplayMessage',
      { message: { id: 1, priority: 'NormalCycle', message: { format: 'UTF8', content: 'Guten Tag' } } },
      { status: 'Rejected' },
      'rejected',
    ],
    [
      'TC_O_02_CSMS all messages on the display',
      'GetDisplayMessages',
      { requestId: 3 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_03_CSMS no message on the display',
      'GetDisplayMessages',
      { requestId: 3 },
      { status: 'Unknown' },
      'rejected',
    ],
    [
      'TC_O_07_CSMS a message by its id',
      'GetDisplayMessages',
      { id: [1], requestId: 3 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_08_CSMS messages by priority',
      'GetDisplayMessages',
      { requestId: 3, priority: 'NormalCycle' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_09_CSMS messages by state',
      'GetDisplayMessages',
      { requestId: 3, state: 'Idle' },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_04_CSMS take a message off the display',
      'ClearDisplayMessage',
      { id: 1 },
      { status: 'Accepted' },
      'accepted',
    ],
    [
      'TC_O_05_CSMS take off a message that is not there',
      'ClearDisplayMessage',
      { id: 9 },
      { status: 'Unknown' },
      'rejected',
    ],
    [
      'TC_I_01_CSMS what a transaction has cost so far',
      'CostUpdated',
      { totalCost: 1.25, transactionId: 'tx-1' },
      {},
      'accepted',
    ],
  ])('%s', rawCaller(v201));
});
