import { take as take201 } from '../../v201/golden.fixture';
import { goodRequests } from '../../v201/good-requests.fixture';
import { accepted, take } from '../golden.fixture';

const verdicts = {
  authorization: { ...accepted, groupId: 'G1' },
  boot: { status: 'accepted', intervalS: 300, decidedBy: 'service' },
} as const;

describe('what means in 2.1 what it meant in 2.0.1', () => {
  it.each<keyof typeof goodRequests>([
    'Authorize',
    'BootNotification',
    'ClearedChargingLimit',
    'DataTransfer',
    'FirmwareStatusNotification',
    'Get15118EVCertificate',
    'GetCertificateStatus',
    'Heartbeat',
    'LogStatusNotification',
    'MeterValues',
    'NotifyChargingLimit',
    'NotifyCustomerInformation',
    'NotifyDisplayMessages',
    'NotifyEVChargingNeeds',
    'NotifyEVChargingSchedule',
    'NotifyEvent',
    'NotifyReport',
    'PublishFirmwareStatusNotification',
    'ReportChargingProfiles',
    'ReservationStatusUpdate',
    'SecurityEventNotification',
    'SignCertificate',
    'StatusNotification',
    'TransactionEvent',
  ])('%s asks, reports and is answered the same', (action) => {
    const taken = take(action, goodRequests[action], verdicts);
    expect(taken.remarks).toEqual([]);
    expect(taken).toEqual(take201(action, goodRequests[action], verdicts));
  });
});
