import { CallDesk } from '../call-desk';
import { ChargingProfiles } from '../charging/charging-profiles';
import { Limits } from '../charging/limits';
import { ClockAligned } from '../clock-aligned';
import { FirmwareUpdate } from '../firmware/firmware-update';
import { OcppStation, queueOf, type StationParts } from '../ocpp-station';
import { Registration } from '../registration';
import type { Rig } from '../rig';
import { Statuses } from '../statuses';
import { commandsOf } from './commands';
import { DeviceModel } from './device-model';
import type { Edition } from './editions';
import { Evse } from './evse';
import { authorization201 } from './id-token';
import type { ChargingStation } from './model';
import { LocalController } from './local-controller';
import { Monitors } from './monitors';
import { Networks } from './networks';
import { Resets } from './resets';
import { Transactions } from './transactions';
import { variablesOf } from './variables';
import { Visits } from './visits';

const HEARTBEAT = 'OCPPCommCtrlr.HeartbeatInterval';

/** An OCPP 2.0.1 or 2.1 station: what it says unasked, and what it does when told. */
export class Station201 extends OcppStation<Evse> {
  protected readonly parts: StationParts<Evse>;
  private readonly model: DeviceModel;
  private readonly transactions: Transactions;
  private readonly visits: Visits;
  private readonly resets: Resets;
  private readonly monitors: Monitors;
  private readonly networks: Networks;
  private readonly firmware: FirmwareUpdate;
  private offlineSinceMs = 0;

  constructor(rig: Rig, chargingStation: ChargingStation, edition: Edition) {
    super(rig, edition);
    const evses = rig.outlets.map((outlet) => new Evse(outlet.id, outlet));
    const profiles = new ChargingProfiles();
    const now = (): Date => rig.now();
    const variables = variablesOf(rig.options, chargingStation, evses, now, () => profiles.count);
    const model = new DeviceModel(variables, rig.options.configuration);
    const ready = (): boolean => this.ready;
    const registration = new Registration({
      rig,
      boots: 'once',
      boot: (triggered) => ({ reason: triggered ? 'Triggered' : resets.bootReason, chargingStation }),
      heartbeatIntervalS: () => model.whole(HEARTBEAT, 300),
      adoptInterval: (seconds) => model.put(HEARTBEAT, String(seconds)),
      accepted: (booted) => this.accepted(booted),
    });
    const queue = queueOf(rig, ready, {
      attempts: () => model.whole('OCPPCommCtrlr.MessageAttempts[TransactionEvent]', 3),
      retryIntervalS: () => model.whole('OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]', 10),
    });
    const statuses = new Statuses(evses, ready, (evse) => notify(rig, evse));
    const limits = new Limits({ rig, profiles, connectors: evses, changed: (evse) => transactions.tellState(evse) });
    const aligned = new ClockAligned(
      rig,
      () => model.whole('AlignedDataCtrlr.Interval', 0),
      () => this.reportAligned(),
    );
    const firmware = new FirmwareUpdate(rig, {
      setVersion: (version) => (chargingStation.firmwareVersion = version),
      tell: (status, order) =>
        rig.lane.call('FirmwareStatusNotification', { status, ...(order && { requestId: order.requestId }) }),
      tellsReboot: () => true,
    });
    const controller = rig.options.localController ? new LocalController(rig) : undefined;
    const resets = new Resets({
      rig,
      evses,
      queue,
      end: (evse) => transactions.end(evse, 'ResetCommand', 'ImmediateReset'),
      changed: (evse) => statuses.refresh(evse),
    });
    const monitors = new Monitors({ rig, model, evses, ready });
    const networks = new Networks(rig, model);
    const authorization = authorization201(rig, model, ready);
    const shared = { rig, model, evses, queue, statuses, authorization, profiles, limits };
    const transactions: Transactions = new Transactions({
      ...shared,
      costInEveryAnswer: edition.costInEveryAnswer,
      ready,
      powered: () => this.powered,
      refused: (evse) => visits.refused(evse),
      ended: (evse) => resets.transactionEnded(evse),
    });
    const visits: Visits = new Visits({ ...shared, transactions });
    const desk = new CallDesk({
      rig,
      registration,
      commands: commandsOf({
        ...shared,
        registration,
        transactions,
        visits,
        resets,
        aligned,
        monitors,
        networks,
        firmware,
        controller,
      }),
      shapes: edition.calls,
      formationError: this.formationError,
      unknown: (action) => ({
        error: edition.unsupported.has(action) ? 'NotSupported' : 'NotImplemented',
        description: `${action} is not ${edition.unsupported.has(action) ? 'supported' : 'implemented'}`,
      }),
      sessionCalls: ['RequestStartTransaction', 'RequestStopTransaction'],
    });
    const pingIntervalS = (): number => model.whole('OCPPCommCtrlr.WebSocketPingInterval', 0);
    this.parts = {
      ...{ places: evses, registration, queue, statuses, aligned, desk, transactions, visits, pingIntervalS },
    };
    this.model = model;
    this.transactions = transactions;
    this.visits = visits;
    this.resets = resets;
    this.monitors = monitors;
    this.networks = networks;
    this.firmware = firmware;
  }

  override closed(): void {
    this.offlineSinceMs = performance.now();
    super.closed();
  }

  override rebooted(): void {
    this.resets.rebooted();
    this.networks.take();
    super.rebooted();
  }

  override switchedOn(): void {
    this.resets.bootReason = 'PowerUp';
    super.switchedOn();
    this.monitors.switchedOn();
  }

  override switchedOff(): void {
    super.switchedOff();
    this.monitors.switchedOff();
    this.firmware.switchedOff();
  }

  protected override accepted(booted: boolean): void {
    super.accepted(booted);
    if (booted) this.firmware.booted();
  }

  protected endAfterPowerLoss(evse: Evse): void {
    this.transactions.end(evse, 'AbnormalCondition', 'PowerLoss');
  }

  protected endLocally(evse: Evse): void {
    if (evse.authorized) this.visits.deauthorize(evse, 'StopAuthorized', 'Local');
    this.transactions.end(evse, 'StopAuthorized', 'Local');
  }

  /** B04.FR.01 and 02: after a long time offline everything, after a short one what has changed. */
  protected tellsAll(booted: boolean): boolean {
    const offlineMs = performance.now() - this.offlineSinceMs;
    return booted || offlineMs > this.model.whole('OCPPCommCtrlr.OfflineThreshold', 60) * 1000;
  }

  /** AlignedDataCtrlr.Interval (J01): with the transaction where one runs, otherwise as MeterValues. */
  private reportAligned(): void {
    const idleOnly = this.model.flag('AlignedDataCtrlr.SendDuringIdle', false);
    for (const evse of this.parts.places) {
      if (!evse.transaction) this.transactions.sendMeterValues(evse, 'Sample.Clock');
      else if (!idleOnly) this.transactions.report(evse, 'MeterValueClock', 'Sample.Clock');
    }
  }
}

async function notify(rig: Rig, { id, connectorId, status }: Evse): Promise<boolean> {
  const timestamp = rig.now().toISOString();
  const notification = { timestamp, connectorStatus: status, evseId: id, connectorId };
  const outcome = await rig.lane.call('StatusNotification', notification);
  return outcome.kind === 'result';
}
