import { severityOf } from './security-event';

describe('the severity of a security event', () => {
  it.each([
    ['StartupOfTheDevice', 'critical'],
    ['InvalidCentralSystemCertificate', 'critical'],
    ['tamperdetectionactivated', 'critical'],
    ['CallbackRefused', 'critical'],
    ['InvalidMessages', 'non-critical'],
    ['FailedToAuthenticateAtCentralSystem', 'non-critical'],
    ['DoorOpened', 'unlisted'],
    ['constructor', 'unlisted'],
  ])('%s is %s', (type, severity) => {
    expect(severityOf(type)).toBe(severity);
  });
});
