import type { Actor } from '@chargebus/contracts';
import { fold, only } from '../testing/fold';
import { clock, labelOf, started, state } from '../testing/reports';
import { askPause, askResume, reapplyPause, settleOrder, settlePause, takeOrder } from './pause';
import { decidePauseAbility, fromConfiguration, fromVariables, NOTHING_SAID } from './pause-ability';
import type { Session } from './session';

const actor: Actor = { type: 'user', id: 'admin' };
const profile = { id: 1_000_001, unit: 'A' as const, stackLevel: 10 };
const charging = only(fold([started(0), state(1, 'charging')]));
const asked = (session: Session, minute: number): Session =>
  askPause(session, {
    profile,
    commandId: `c${minute}`,
    actor,
    now: clock(minute),
    dueAt: clock(minute + 1),
    confirmBy: clock(minute + 2),
  });
const settled = (session: Session, minute: number, status: Parameters<typeof settlePause>[1]['status']): Session =>
  settlePause(session, {
    commandId: session.pause?.order?.commandId ?? '',
    status,
    now: clock(minute),
    confirmBy: clock(minute + 1),
  });
const paused = (minute: number): Session => settled(asked(charging, minute), minute, 'accepted');
/** The session after the station reported `word` at `minute`. */
const told = (session: Session, minute: number, word: Parameters<typeof state>[1]): Session =>
  only(fold([state(minute, word)], [session], 2));

describe('a pause', () => {
  it('is confirmed by a suspension that the station reports after it was asked for, before its answer too', () => {
    expect(told(paused(10), 10.5, 'suspended-evse')).toMatchObject({
      status: 'paused',
      pause: { wanted: true, acceptedAt: clock(10), confirmedAt: clock(10.5) },
    });
    const early = told(asked(charging, 10), 10.1, 'suspended-evse');
    expect(settled(early, 10.2, 'accepted')).toMatchObject({ status: 'paused', pause: { acceptedAt: clock(10.2) } });
  });

  it('is not what a station does by itself: without being asked, before, or long after', () => {
    expect(told(charging, 10, 'suspended-evse').status).toBe('suspended-evse');
    const before = told(charging, 9, 'suspended-evse');
    expect(settled(asked(before, 10), 10, 'accepted').status).toBe('suspended-evse');
    const late = told(paused(10), 20, 'suspended-evse');
    expect(late).toMatchObject({ status: 'suspended-evse', pause: { confirmedAt: null } });
  });

  it('is not what a car does, and stays confirmed until the station charges again', () => {
    const confirmed = told(paused(10), 10.5, 'suspended-evse');
    const full = told(confirmed, 30, 'suspended-ev');
    expect(full.status).toBe('suspended-ev');
    expect(told(full, 40, 'suspended-evse').status).toBe('paused');
    const lost = told(confirmed, 30, 'charging');
    expect(lost).toMatchObject({ status: 'charging', pause: { wanted: true, confirmedAt: null } });
    expect(told(lost, 40, 'suspended-evse').status).toBe('suspended-evse');
  });

  it.each(['rejected', 'unsupported', 'offline', 'failed', 'invalid'] as const)(
    'that ends as %s leaves nothing behind, whatever was reported meanwhile',
    (status) => {
      const meanwhile = told(asked(charging, 10), 10.1, 'suspended-evse');
      expect(settled(meanwhile, 10.2, status)).toMatchObject({ status: 'suspended-evse', pause: null });
    },
  );

  it.each(['timeout', 'unknown-outcome'] as const)('that ends as %s may have taken effect: reports tell', (status) => {
    const unknown = settled(asked(charging, 10), 11, status);
    expect(unknown.pause).toMatchObject({ wanted: true, acceptedAt: null, order: null });
    expect(told(unknown, 11.5, 'suspended-evse').status).toBe('paused');
  });

  it('ends when the profile is cleared, and what holds the car from then on is the station', () => {
    const confirmed = told(paused(10), 10.5, 'suspended-evse');
    const resumed = askResume(confirmed, { commandId: 'r', actor, dueAt: clock(31) });
    expect(settled(resumed, 30, 'accepted')).toMatchObject({
      status: 'suspended-evse',
      pause: { wanted: false, confirmedAt: null, profile },
    });
    expect(settled(resumed, 30, 'offline')).toMatchObject({ status: 'paused', pause: { wanted: true, order: null } });
  });

  it('is ordered again when the station boots, until the station takes it or too many tries have failed', () => {
    const confirmed = told(paused(10), 10.5, 'suspended-evse');
    expect(reapplyPause(charging, clock(20)).pause).toBeNull();
    let session = reapplyPause(confirmed, clock(20));
    expect(takeOrder(session, { commandId: 'a', now: clock(19), dueAt: clock(21) })).toBeUndefined();
    const settle = (status: 'rejected' | 'accepted', now: string): Session =>
      settleOrder(session, { commandId: 'a', status, now, confirmBy: clock(60) });
    for (let i = 0; i < 6; i++) {
      const now = session.pause?.order?.dueAt as string;
      session = takeOrder(session, { commandId: 'a', now, dueAt: clock(50) }) as Session;
      if (i === 1) expect(settle('accepted', now).pause).toMatchObject({ order: null, acceptedAt: now });
      session = settle('rejected', now);
    }
    expect(session.pause).toMatchObject({ wanted: true, order: null });
  });

  it('goes on after a boot of the station in the same record of the log as others', () => {
    const boot = {
      ...started(20),
      kind: 'station.booted' as const,
      data: { verdict: { status: 'accepted' as const, intervalS: 60, decidedBy: 'service' as const } },
    };
    const [session] = fold([boot], [told(paused(10), 10.5, 'suspended-evse')], 9).sessions;
    expect(session?.pause?.order).toEqual({ commandId: null, attempts: 0, dueAt: clock(20) });
    expect(session?.labels[0]?.ref).toBe(labelOf(1));
  });
});

describe('what a station can pause with', () => {
  it.each([
    ['Current', 'A'],
    ['Power', 'W'],
    ['Current,Power', 'A'],
    ['power , other', 'W'],
    ['', 'A'],
  ])('1.6: of the units %j it is %s', (value, unit) => {
    const said = fromConfiguration({
      configurationKey: [
        { key: 'SupportedFeatureProfiles', value: 'Core, SmartCharging' },
        { key: 'ChargingScheduleAllowedChargingRateUnit', value },
        { key: 'ChargeProfileMaxStackLevel', value: '8' },
      ],
    });
    expect(decidePauseAbility('1.6', said)).toEqual({ ok: true, unit, stackLevel: 8 });
  });

  it('nothing, with the reason: 1.5, a 1.6 station without the profile, a 2.x station without the component', () => {
    const core = fromConfiguration({ configurationKey: [{ key: 'supportedFeatureProfiles', value: 'Core' }] });
    const absent = { variables: [{ variable: 'Enabled', status: 'unknown-component' }] };
    const off = { variables: [{ variable: 'Enabled', status: 'accepted', value: 'false' }] };
    expect(decidePauseAbility('1.5', NOTHING_SAID)).toMatchObject({ ok: false });
    expect(decidePauseAbility('1.6', core)).toMatchObject({
      reason: 'The station has no smart charging (SupportedFeatureProfiles)',
    });
    for (const response of [absent, off])
      expect(decidePauseAbility('2.0.1', fromVariables(response))).toMatchObject({
        reason: 'The station has no smart charging (SmartChargingCtrlr)',
      });
  });

  it('is tried where a station says nothing, or nonsense', () => {
    for (const response of [undefined, null, 'x', { configurationKey: 'x' }, { variables: [null, 1, {}] }]) {
      expect(decidePauseAbility('1.6', fromConfiguration(response))).toEqual({ ok: true, unit: 'A', stackLevel: 0 });
      expect(decidePauseAbility('2.1', fromVariables(response))).toEqual({ ok: true, unit: 'A', stackLevel: 0 });
    }
  });
});
