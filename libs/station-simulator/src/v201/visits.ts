import type { Authorization } from '../authorization';
import type { ChargingProfile, ChargingProfiles } from '../charging/charging-profiles';
import type { Presented, Rig } from '../rig';
import type { Statuses } from '../statuses';
import type { DeviceModel } from './device-model';
import type { Evse } from './evse';
import { type IdToken, sameText } from './id-token';
import type { Transactions } from './transactions';
import { type Conditions, decideStart, decideStop } from './tx-points';

export interface VisitsOptions {
  rig: Rig;
  model: DeviceModel;
  evses: readonly Evse[];
  authorization: Authorization<IdToken>;
  transactions: Transactions;
  statuses: Statuses<Evse>;
  profiles: ChargingProfiles;
}

export interface RemoteStart {
  token: IdToken;
  remoteStartId: number;
  evseId?: number;
  group?: string;
  profile?: ChargingProfile;
}

const conditionsOf = (evse: Evse): Conditions => ({
  connected: evse.outlet.plugged,
  authorized: evse.authorized !== undefined,
});

/** Drivers at the station, and the CSMS where it stands in for one: tokens and cables make transactions. */
export class Visits {
  /** Closed while the station is switched off: nobody begins anything, whatever was asked before. */
  open = true;

  constructor(private readonly o: VisitsOptions) {}

  plugged(evse: Evse): void {
    const { rig, statuses } = this.o;
    rig.say('plugged in', { connector: evse.id });
    statuses.refresh(evse);
    evse.authorized?.expiry?.cancel();
    if (evse.transaction) evse.transaction.evseKnown = true;
    this.begun(evse, 'CablePluggedIn');
    const { dummyToken } = rig.options;
    if (dummyToken === undefined || evse.authorized) return;
    const token = { idToken: dummyToken, type: dummyToken === '' ? 'NoAuthorization' : 'Local' };
    void this.show(evse, token);
  }

  unplugged(evse: Evse): void {
    const { rig, statuses, model, transactions } = this.o;
    const before = { ...conditionsOf(evse), connected: true };
    transactions.deenergise(evse);
    if (model.flag('TxCtrlr.StopTxOnEVSideDisconnect', true)) evse.endAuthorization();
    this.over(evse, before, 'EVCommunicationLost', 'EVDisconnected');
    rig.say('unplugged', { connector: evse.id });
    statuses.refresh(evse);
  }

  /** A card is held to the reader: it starts, waits for a car, or stops the session it (or its group) started. */
  async present(text: string, at?: number): Promise<Presented> {
    const token = { idToken: text, type: this.o.rig.options.tokenType ?? 'ISO14443' };
    const evse = this.whereTo(text, at);
    if (!evse) return 'refused';
    if (evse.transaction && evse.authorized) return this.presentToStop(evse, token);
    return this.show(evse, token, at === undefined);
  }

  /** Decides on a RequestStartTransaction; `undefined` is a refusal, else what follows the answer. */
  remoteStart({ token, remoteStartId, evseId, group, profile }: RemoteStart): { evse: Evse; then(): void } | undefined {
    const { evses, model, authorization, rig, profiles } = this.o;
    const free = evses.filter((evse) => evse.free && (evseId === undefined || evse.id === evseId));
    const evse = free.find(({ outlet }) => outlet.plugged) ?? free[0];
    if (!evse) return undefined;
    const then = (): void => {
      if (rig.options.ignoreRemoteStart) return;
      const ask = model.flag('AuthCtrlr.AuthorizeRemoteStart', false);
      void (ask ? authorization.ask(token) : Promise.resolve({ status: 'Accepted' })).then(({ status }) => {
        if (status !== 'Accepted' || !evse.free || !this.open) {
          rig.say(`${token.idToken} refused: ${status}`, { connector: evse.id });
          return;
        }
        if (profile) profiles.set(evse.id, profile, rig.now().getTime());
        const anywhere = evseId === undefined && evses.length > 1;
        evse.authorized = { token, told: false, remoteStartId, anywhere, ...(group === undefined ? {} : { group }) };
        this.authorized(evse, 'RemoteStart');
      });
    };
    return { evse, then };
  }

  /** The authorization of an EVSE is over; whether its transaction is too depends on TxStopPoint. */
  deauthorize(evse: Evse, triggerReason: string, reason: string, stopToken?: IdToken): void {
    const before = conditionsOf(evse);
    evse.endAuthorization();
    this.o.transactions.deenergise(evse, reason === 'DeAuthorized');
    this.over(evse, before, triggerReason, reason, stopToken);
  }

  /** The CSMS said no to the token of a running transaction (E05.FR.02, E05.FR.10). */
  refused(evse: Evse): void {
    if (this.o.model.flag('TxCtrlr.StopTxOnInvalidId', true)) {
      this.deauthorize(evse, 'Deauthorized', 'DeAuthorized');
      return;
    }
    this.o.transactions.deenergise(evse, true);
    this.o.transactions.tellState(evse);
  }

  private async show(evse: Evse, token: IdToken, anywhere = false): Promise<Presented> {
    if (!evse.free) return 'refused';
    const verdict = await this.o.authorization.ask(token);
    if (verdict.status !== 'Accepted' || !evse.free || !this.open) {
      this.o.rig.say(`${token.idToken} refused: ${verdict.status}`, { connector: evse.id });
      return 'refused';
    }
    evse.authorized = {
      token,
      told: false,
      anywhere: anywhere && this.o.evses.length > 1,
      ...(verdict.group === undefined ? {} : { group: verdict.group }),
    };
    return this.authorized(evse, 'Authorized');
  }

  private authorized(evse: Evse, triggerReason: string): Presented {
    const { rig, model } = this.o;
    const { authorized } = evse;
    this.begun(evse, triggerReason);
    if (evse.outlet.plugged || !authorized) return 'started';
    rig.say(`${authorized.token.idToken} accepted, waits for a car`, { connector: evse.id });
    authorized.expiry = rig.timers.after(model.whole('TxCtrlr.EVConnectionTimeOut', 60) * 1000, () => {
      rig.say(`no car came for ${authorized.token.idToken}`, { connector: evse.id });
      this.deauthorize(evse, 'EVConnectTimeout', 'Timeout');
    });
    return 'waiting-for-car';
  }

  private begun(evse: Evse, triggerReason: string): void {
    const { transactions, model } = this.o;
    if (evse.transaction) transactions.update(evse, triggerReason);
    else if (this.open && decideStart(model.list('TxCtrlr.TxStartPoint'), conditionsOf(evse))) {
      transactions.start(evse, triggerReason);
    }
    transactions.energise(evse);
  }

  private over(evse: Evse, before: Conditions, triggerReason: string, reason: string, stopToken?: IdToken): void {
    const { transaction } = evse;
    const { transactions, model } = this.o;
    if (!transaction) return;
    const now = conditionsOf(evse);
    // The reason is what ended the authorization, however long the cable stays.
    if (!now.authorized && before.authorized) transaction.stoppedReason ??= reason;
    if (decideStop(model.list('TxCtrlr.TxStopPoint'), before, now)) {
      transactions.end(evse, triggerReason, reason, stopToken);
    } else transactions.update(evse, triggerReason, stopToken);
  }

  private async presentToStop(evse: Evse, token: IdToken): Promise<Presented> {
    const running = evse.transaction;
    if (!running || !evse.authorized) return 'refused';
    if (!sameText(evse.authorized.token.idToken, token.idToken)) {
      const { group, status } = await this.o.authorization.ask(token);
      const oneGroup = group !== undefined && sameText(group, evse.authorized?.group ?? '');
      if (status !== 'Accepted' || !oneGroup || evse.transaction !== running) return 'refused';
    }
    this.deauthorize(evse, 'StopAuthorized', 'Local', token);
    return 'stopped';
  }

  private whereTo(text: string, at?: number): Evse | undefined {
    const { evses } = this.o;
    if (at !== undefined) return evses.find(({ id }) => id === at);
    return (
      evses.find(
        ({ transaction, authorized }) => transaction && authorized && sameText(authorized.token.idToken, text),
      ) ??
      evses.find((evse) => evse.free && evse.outlet.plugged) ??
      evses.find((evse) => evse.free) ??
      evses[0]
    );
  }
}
