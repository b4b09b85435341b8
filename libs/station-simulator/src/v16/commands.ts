import type { Authorization } from '../authorization';
import { type Command, status } from '../call-desk';
import type { ChargingProfiles } from '../charging/charging-profiles';
import { compositeSchedule } from '../charging/composite-schedule';
import type { Limits } from '../charging/limits';
import type { ClockAligned } from '../clock-aligned';
import type { FirmwareUpdate, UpdateOrder } from '../firmware/firmware-update';
import type { Registration } from '../registration';
import type { Reply, Rig } from '../rig';
import type { TransactionQueue } from '../transaction-queue';
import { type ChargingProfile16, fromProfile16, fromPurpose16 } from './charging-profile-16';
import type { Configuration } from './configuration';
import type { Connector } from './connector';
import type { Statuses16 } from './statuses';
import type { Transactions } from './transactions';
import type { Visits } from './visits';

export interface CommandsOptions {
  rig: Rig;
  configuration: Configuration;
  connectors: readonly Connector[];
  queue: TransactionQueue;
  profiles: ChargingProfiles;
  limits: Limits<Connector>;
  authorization: Authorization<string>;
  registration: Registration;
  statuses: Statuses16;
  aligned: ClockAligned;
  transactions: Transactions;
  visits: Visits;
  firmware: FirmwareUpdate;
  /** Messages it cannot be triggered to send. */
  untriggered: ReadonlySet<string>;
}

interface SignedFirmware {
  location: string;
  retrieveDateTime: string;
  installDateTime?: string;
  signingCertificate: string;
  signature: string;
}

/** How long a soft reset waits for its StopTransactions to be answered. */
const SOFT_RESET_MS = 3_000;

/** What a station does when the CSMS calls; one row a call. Payloads were checked before. */
export function commandsOf(o: CommandsOptions): Record<string, Command> {
  const { rig, configuration, connectors, profiles, limits, statuses, transactions, visits } = o;
  const connectorOf = (id: unknown): Connector | undefined => connectors.find((connector) => connector.id === id);
  const concerned = (id: unknown): readonly Connector[] => connectors.filter((c) => id === 0 || c.id === id);

  return {
    ChangeAvailability: ({ connectorId, type }) => {
      const operative = type === 'Operative';
      const meant = concerned(connectorId);
      if (meant.length === 0) return status('Rejected');
      const busy = meant.filter(({ transaction }) => transaction);
      for (const connector of meant) {
        if (connector.transaction) connector.scheduledOperative = operative;
        else connector.operative = operative;
      }
      return status(busy.length > 0 ? 'Scheduled' : 'Accepted', () => {
        if (connectorId === 0) statuses.setStation(operative);
        for (const connector of meant) statuses.refresh(connector);
      });
    },

    ChangeConfiguration: ({ key, value }) => changeConfiguration(o, String(key), String(value)),

    ClearCache: () => {
      o.authorization.forget();
      return status('Accepted');
    },

    ClearChargingProfile: (by) => {
      const { chargingProfilePurpose: word, ...others } = by as { id?: number; chargingProfilePurpose?: string };
      const cleared = profiles.clear({ ...others, ...(word === undefined ? {} : { purpose: fromPurpose16(word) }) });
      return status(cleared > 0 ? 'Accepted' : 'Unknown', () => limits.applyAll());
    },

    DataTransfer: ({ vendorId, messageId, data }) => {
      if (vendorId !== (rig.options.vendor ?? 'Simulated')) return status('UnknownVendorId');
      if (messageId !== 'Echo') return status('UnknownMessageId');
      return { answer: { status: 'Accepted', ...(data === undefined ? {} : { data }) } };
    },

    GetCompositeSchedule: ({ connectorId, duration, chargingRateUnit }) => {
      const outlet = connectorId === 0 ? connectors[0]?.outlet : connectorOf(connectorId)?.outlet;
      if (!outlet) return status('Rejected');
      const startedAtMs = connectorOf(connectorId)?.transaction?.startedAtMs;
      const of = {
        connectorId: Number(connectorId),
        phases: outlet.phases,
        maxPowerW: outlet.maxPowerW * (connectorId === 0 ? connectors.length : 1),
        ...(startedAtMs === undefined ? {} : { startedAtMs }),
      };
      const unit = chargingRateUnit as 'A' | 'W' | undefined;
      const { scheduleStart, ...chargingSchedule } = compositeSchedule(
        profiles,
        rig.now().getTime(),
        Number(duration),
        of,
        unit,
      );
      return { answer: { status: 'Accepted', connectorId, scheduleStart, chargingSchedule } };
    },

    GetConfiguration: ({ key }) => {
      const asked = (key as string[] | undefined) ?? [];
      if (asked.length > configuration.whole('GetConfigurationMaxKeys', 50)) {
        rig.fault('invalid-call', 'more keys than GetConfigurationMaxKeys', JSON.stringify(key));
        return { error: 'OccurenceConstraintViolation', description: 'more keys than GetConfigurationMaxKeys' };
      }
      return { answer: configuration.get(asked) };
    },

    RemoteStartTransaction: ({ idTag, connectorId, chargingProfile }) => {
      const profile = chargingProfile as ChargingProfile16 | undefined;
      const txProfile = profile?.chargingProfilePurpose === 'TxProfile' && profile.transactionId === undefined;
      if (profile && !txProfile) {
        rig.fault('invalid-call', 'RemoteStart takes a TxProfile without transactionId', JSON.stringify(profile));
        return status('Rejected');
      }
      const then = visits.remoteStart(
        String(idTag),
        connectorId as number | undefined,
        profile && fromProfile16(profile),
      );
      return status(then ? 'Accepted' : 'Rejected', then);
    },

    RemoteStopTransaction: ({ transactionId }) => {
      const connector = connectors.find((c) => c.transaction?.entry.transactionId === transactionId);
      return connector ? status('Accepted', () => transactions.stop(connector, 'Remote')) : status('Rejected');
    },

    Reset: ({ type }) =>
      status('Accepted', () => {
        // After a hard reset the stops are told by the station that is back.
        if (type === 'Hard') rig.reboot();
        for (const connector of connectors) transactions.stop(connector, type === 'Hard' ? 'HardReset' : 'SoftReset');
        if (type === 'Soft') rebootWhenTold(o);
      }),

    SetChargingProfile: ({ connectorId, csChargingProfiles }) => {
      const profile = csChargingProfiles as ChargingProfile16;
      if (!installable(o, Number(connectorId), profile)) return status('Rejected');
      profiles.set(Number(connectorId), fromProfile16(profile), rig.now().getTime());
      return status('Accepted', () => limits.applyAll());
    },

    TriggerMessage: ({ requestedMessage, connectorId }) => trigger(o, String(requestedMessage), connectorId),

    UnlockConnector: ({ connectorId }) => {
      const connector = connectorOf(connectorId);
      if (!connector) return status('NotSupported');
      return status('Unlocked', () => transactions.stop(connector, 'UnlockCommand'));
    },

    SignedUpdateFirmware: ({ requestId, firmware, retries, retryInterval }) => {
      const image = firmware as SignedFirmware;
      const order: UpdateOrder = {
        ...{ location: image.location, retrieveDate: image.retrieveDateTime, installDate: image.installDateTime },
        ...{ retries: Number(retries ?? 0), retryIntervalS: Number(retryInterval ?? 0), requestId: Number(requestId) },
        signed: { certificate: image.signingCertificate, signature: image.signature },
      };
      const answer = o.firmware.answerTo(order);
      return status(answer, answer.startsWith('Accepted') ? () => o.firmware.begin(order) : undefined);
    },

    UpdateFirmware: ({ location, retrieveDate, retries, retryInterval }) => ({
      answer: {},
      then: () =>
        o.firmware.begin({
          location: String(location),
          retrieveDate: String(retrieveDate),
          retries: Number(retries ?? 0),
          retryIntervalS: Number(retryInterval ?? 0),
        }),
    }),
  };
}

function changeConfiguration(o: CommandsOptions, key: string, value: string): Reply {
  const { configuration, rig, registration } = o;
  const secret = key.toLowerCase() === 'authorizationkey';
  // OCPP 1.6 security whitepaper: hex of 16 to 20 bytes; the bytes are the password.
  if (secret && !/^([0-9a-fA-F]{2}){16,20}$/.test(value)) return status('Rejected');
  const profile = key.toLowerCase() === 'securityprofile';
  if (profile && !mayConnectWith(o, Number(value))) return status('Rejected');
  const changed = configuration.change(key, value);
  return status(changed, () => {
    if (changed !== 'Accepted') return;
    o.aligned.restart();
    if (key === 'HeartbeatInterval') registration.beatLater();
    if (key === 'WebSocketPingInterval') rig.link.pingEvery(Number(value));
    if (secret) rig.link.password = Buffer.from(value, 'hex');
    if (secret || profile) void rig.link.close(1000, `new ${key}`).then(() => rig.link.open());
  });
}

/** Security whitepaper A05: never a lower profile, and none that it has nothing for: it shows a password, and no certificate. */
function mayConnectWith({ configuration, rig }: CommandsOptions, to: number): boolean {
  const inUse = configuration.whole('SecurityProfile', -1);
  // It has no such key, and says so.
  if (inUse < 0) return true;
  if (to < inUse || to > 2) return false;
  if (to > 0 && rig.link.password === undefined) return false;
  return to === 2 ? rig.options.url.startsWith('wss:') : true;
}

function installable(o: CommandsOptions, connectorId: number, profile: ChargingProfile16): boolean {
  const { configuration, connectors, profiles } = o;
  const connector = connectors.find(({ id }) => id === connectorId);
  const purpose = profile.chargingProfilePurpose;
  if (connectorId !== 0 && !connector) return false;
  if (profile.stackLevel > configuration.whole('ChargeProfileMaxStackLevel', 10)) return false;
  if (profiles.count >= configuration.whole('MaxChargingProfilesInstalled', 20)) return false;
  const { chargingSchedulePeriod: periods } = profile.chargingSchedule;
  if (periods.length > configuration.whole('ChargingScheduleMaxPeriods', 24)) return false;
  if (purpose === 'ChargePointMaxProfile') return connectorId === 0;
  if (purpose === 'TxDefaultProfile') return true;
  // OCPP 1.6 section 3.13.1: a TxProfile is of the transaction that runs.
  const running = connector?.transaction?.entry;
  if (!running) return false;
  return profile.transactionId === undefined || profile.transactionId === running.transactionId;
}

function trigger(o: CommandsOptions, message: string, connectorId: unknown): Reply {
  const { rig, connectors, registration, statuses, transactions } = o;
  const meant = connectors.filter(({ id }) => connectorId === undefined || id === connectorId);
  const ofStation = connectorId === undefined || connectorId === 0;
  if (meant.length === 0 && connectorId !== 0) return status('Rejected');
  if (o.untriggered.has(message)) return status('NotImplemented');
  switch (message) {
    case 'BootNotification':
      return status('Accepted', () => void registration.boot(true));
    case 'Heartbeat':
      return status('Accepted', () => void registration.heartbeat());
    case 'StatusNotification':
      return status('Accepted', () => {
        if (ofStation) statuses.tellStation();
        for (const connector of meant) statuses.tell(connector);
      });
    case 'MeterValues':
      return status('Accepted', () => {
        for (const connector of meant) transactions.report(connector, 'MeterValuesSampledData', 'Trigger');
      });
    case 'FirmwareStatusNotification':
      return status('Accepted', () => o.firmware.tell());
    case 'DiagnosticsStatusNotification':
      return status('Accepted', () => void rig.lane.call(message, { status: 'Idle' }));
    default:
      return status('NotImplemented');
  }
}

function rebootWhenTold({ queue, rig }: CommandsOptions): void {
  let rebooted = false;
  const reboot = (): void => {
    if (rebooted) return;
    rebooted = true;
    deadline.cancel();
    rig.reboot();
  };
  const deadline = rig.timers.after(SOFT_RESET_MS, reboot);
  void queue.empty().then(reboot);
}
