import type { Authorization } from '../authorization';
import type { ChargingProfile, ChargingProfiles } from '../charging/charging-profiles';
import type { Presented, Rig } from '../rig';
import type { Configuration } from './configuration';
import type { Connector } from './connector';
import type { Statuses16 } from './statuses';
import type { Transactions } from './transactions';

export interface VisitsOptions {
  rig: Rig;
  configuration: Configuration;
  connectors: readonly Connector[];
  authorization: Authorization<string>;
  transactions: Transactions;
  statuses: Statuses16;
  profiles: ChargingProfiles;
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Drivers at the station, and the CSMS where it stands in for one: tokens and cables make transactions. */
export class Visits {
  /** Closed while the station is switched off: nobody begins anything, whatever was asked before. */
  open = true;

  constructor(private readonly o: VisitsOptions) {}

  plugged(connector: Connector): void {
    connector.finishing = false;
    this.o.rig.say('plugged in', { connector: connector.id });
    const { waiting } = connector;
    const { dummyToken } = this.o.rig.options;
    if (waiting) this.o.transactions.start(connector, waiting.token);
    else if (dummyToken !== undefined) void this.present(dummyToken, connector.id);
    this.o.statuses.refresh(connector);
  }

  unplugged(connector: Connector): void {
    this.o.transactions.stop(connector, 'EVDisconnected');
    connector.finishing = false;
    this.o.rig.say('unplugged', { connector: connector.id });
    this.o.statuses.refresh(connector);
  }

  /** A card is held to the reader: it starts, waits for a car, or stops the session it (or its group) started. */
  async present(token: string, at?: number): Promise<Presented> {
    const connector = this.whereTo(token, at);
    if (!connector) return 'refused';
    if (connector.transaction) return this.presentToStop(connector, token);
    if (!connector.free) return 'refused';
    const verdict = await this.o.authorization.ask(token);
    if (verdict.status !== 'Accepted') {
      this.o.rig.say(`${token} refused: ${verdict.status}`, { connector: connector.id });
      return 'refused';
    }
    return connector.free && this.open ? this.begin(connector, token) : 'refused';
  }

  /** Decides on a RemoteStartTransaction; `undefined` is a refusal, else what follows the answer. */
  remoteStart(idTag: string, at?: number, profile?: ChargingProfile): (() => void) | undefined {
    const { connectors, configuration, authorization, rig, profiles } = this.o;
    const free = connectors.filter((connector) => connector.free && (at === undefined || connector.id === at));
    const connector = free.find(({ outlet }) => outlet.plugged) ?? free[0];
    if (!connector) return undefined;
    return () => {
      if (rig.options.ignoreRemoteStart) return;
      const ask = configuration.flag('AuthorizeRemoteTxRequests', false);
      void (ask ? authorization.ask(idTag) : Promise.resolve({ status: 'Accepted' })).then(({ status }) => {
        if (status !== 'Accepted' || !connector.free || !this.open) {
          rig.say(`${idTag} refused: ${status}`, { connector: connector.id });
          return;
        }
        if (profile) profiles.set(connector.id, profile, rig.now().getTime());
        this.begin(connector, idTag);
      });
    };
  }

  private begin(connector: Connector, token: string): Presented {
    const { rig, configuration, transactions, statuses } = this.o;
    if (connector.outlet.plugged) {
      transactions.start(connector, token);
      return 'started';
    }
    const expiry = rig.timers.after(configuration.whole('ConnectionTimeOut', 60) * 1000, () => {
      connector.waiting = undefined;
      rig.say(`no car came for ${token}`, { connector: connector.id });
      statuses.refresh(connector);
    });
    connector.waiting = { token, expiry };
    rig.say(`${token} accepted, waits for a car`, { connector: connector.id });
    statuses.refresh(connector);
    return 'waiting-for-car';
  }

  private async presentToStop(connector: Connector, token: string): Promise<Presented> {
    const running = connector.transaction;
    if (!running) return 'refused';
    if (!same(running.entry.token, token)) {
      const { group, status } = await this.o.authorization.ask(token);
      const oneGroup = group !== undefined && same(group, running.group ?? '');
      if (status !== 'Accepted' || !oneGroup || connector.transaction !== running) return 'refused';
    }
    this.o.transactions.stop(connector, 'Local', token);
    return 'stopped';
  }

  private whereTo(token: string, at?: number): Connector | undefined {
    const { connectors } = this.o;
    if (at !== undefined) return connectors.find(({ id }) => id === at);
    return (
      connectors.find(({ transaction }) => transaction && same(transaction.entry.token, token)) ??
      connectors.find((connector) => connector.free && connector.outlet.plugged) ??
      connectors.find((connector) => connector.free) ??
      connectors[0]
    );
  }
}
