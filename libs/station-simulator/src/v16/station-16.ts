import { CallDesk } from '../call-desk';
import { ChargingProfiles } from '../charging/charging-profiles';
import { Limits } from '../charging/limits';
import { ClockAligned } from '../clock-aligned';
import { FirmwareUpdate } from '../firmware/firmware-update';
import { OcppStation, queueOf, type StationParts } from '../ocpp-station';
import { Registration } from '../registration';
import type { Rig } from '../rig';
import { authorization16 } from './authorize';
import { commandsOf } from './commands';
import { Configuration } from './configuration';
import { Connector } from './connector';
import type { Model } from './models';
import { answers, calls, errorCodes } from './shapes';
import { Statuses16 } from './statuses';
import { Transactions } from './transactions';
import { Visits } from './visits';

const WORDING = {
  subprotocol: 'ocpp1.6',
  formationError: 'FormationViolation',
  // OCPP-J 1.6 says nothing of frames that are none.
  frameErrors: undefined,
  answers,
  errorCodes,
};

/** An OCPP 1.6J station: what it says unasked, and what it does when told. */
export class Station16 extends OcppStation<Connector> {
  protected readonly parts: StationParts<Connector>;
  private readonly configuration: Configuration;
  private readonly transactions: Transactions;
  private readonly firmware: FirmwareUpdate;

  constructor(
    rig: Rig,
    private readonly model: Model,
  ) {
    super(rig, WORDING);
    const configuration = new Configuration(model.keys, { ...model.configuration, ...rig.options.configuration });
    const connectors = rig.outlets.map((outlet) => new Connector(outlet.id, outlet));
    const ready = (): boolean => this.ready;
    const registration = new Registration({
      rig,
      boots: model.quirks.boots ?? 'once',
      boot: () => model.boot,
      heartbeatIntervalS: () => configuration.whole('HeartbeatInterval', 300),
      adoptInterval: (seconds) => configuration.change('HeartbeatInterval', String(seconds)),
      accepted: (booted) => this.accepted(booted),
    });
    const queue = queueOf(rig, ready, {
      attempts: () => configuration.whole('TransactionMessageAttempts', 3),
      retryIntervalS: () => configuration.whole('TransactionMessageRetryInterval', 10),
    });
    const statuses = new Statuses16(rig, connectors, ready);
    const profiles = new ChargingProfiles();
    const limits = new Limits({ rig, profiles, connectors, changed: (connector) => statuses.refresh(connector) });
    const aligned = new ClockAligned(
      rig,
      () => configuration.whole('ClockAlignedDataInterval', 0),
      () => this.reportAligned(),
    );
    const firmware = new FirmwareUpdate(rig, {
      setVersion: (version) => (model.boot['firmwareVersion'] = version),
      // Of the security extension once the order was: it names the request, and more steps.
      tell: (status, order) =>
        order?.requestId === undefined
          ? rig.lane.call('FirmwareStatusNotification', { status })
          : rig.lane.call('SignedFirmwareStatusNotification', { status, requestId: order.requestId }),
      tellsReboot: (order) => order.requestId !== undefined,
    });
    const shared = {
      ...{ rig, configuration, connectors, queue, statuses, profiles, limits, ready },
      authorization: authorization16(rig, configuration, ready),
      powered: () => this.powered,
      habits: model.quirks,
    };
    const transactions = new Transactions(shared);
    const visits = new Visits({ ...shared, transactions });
    const commands = commandsOf({
      ...shared,
      registration,
      transactions,
      visits,
      aligned,
      firmware,
      untriggered: model.untriggered,
    });
    const desk = new CallDesk({
      rig,
      registration,
      commands: Object.fromEntries(Object.entries(commands).filter(([action]) => model.commands.has(action))),
      shapes: calls,
      formationError: this.formationError,
      unknown: (action) => ({ error: 'NotImplemented', description: `${action} is not implemented` }),
      sessionCalls: ['RemoteStartTransaction', 'RemoteStopTransaction'],
    });
    const pingIntervalS = (): number => configuration.whole('WebSocketPingInterval', 0);
    this.parts = {
      ...{ places: connectors, registration, queue, statuses, aligned, desk, transactions, visits, pingIntervalS },
    };
    this.configuration = configuration;
    this.transactions = transactions;
    this.firmware = firmware;
  }

  override switchedOff(): void {
    super.switchedOff();
    this.firmware.switchedOff();
  }

  protected endAfterPowerLoss(connector: Connector): void {
    this.transactions.stop(connector, 'PowerLoss');
  }

  protected endLocally(connector: Connector): void {
    connector.cancelWaiting();
    this.transactions.stop(connector, 'Local');
  }

  protected tellsAll(booted: boolean): boolean {
    return booted;
  }

  protected override accepted(booted: boolean): void {
    super.accepted(booted);
    if (!booted) return;
    this.firmware.booted();
    if (!this.model.quirks.securityEventAtBoot) return;
    const timestamp = this.rig.now().toISOString();
    void this.rig.lane.call('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp });
  }

  private reportAligned(): void {
    const key = this.configuration.list('MeterValuesAlignedData').length > 0 ? 'Aligned' : 'Sampled';
    for (const connector of this.parts.places) {
      if (connector.transaction) this.transactions.report(connector, `MeterValues${key}Data`, 'Sample.Clock');
    }
  }
}
