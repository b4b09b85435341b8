import { EventEmitter } from 'node:events';
import { CallLane, type Outcome, type Payload } from './call-lane';
import { Car, type CarOptions, someCar } from './car';
import { type Counters, type Fault, type LedgerEntry, noCounts } from './ledger';
import { Link } from './link';
import { OcppJ } from './ocpp-j';
import type { StationOptions } from './options';
import { type Outlet, outletsOf } from './outlet';
import { Random } from './random';
import type { Behaviour, Happening, Presented, Rig } from './rig';
import { sharedTimers } from './timer-wheel';
import { toLine } from './to-line';
import { versionOf } from './version';

interface StationEvents {
  happened: [Happening];
  /** A call of the CSMS. */
  told: [{ action: string; payload: Payload }];
  fault: [Fault];
  connected: [];
  disconnected: [{ code: number; reason: string }];
  /** Accepted by the CSMS: after each boot, and after each connection that came back without one. */
  ready: [];
  switchedOff: [];
}

/** Clocks nearer than this are left alone: the answer's own travel time is in the difference. */
const CLOCK_TOLERANCE_MS = 1_000;
const MOST_FAULTS = 1_000;

/**
 * One simulated station. It behaves as a real one would when the CSMS or the network fails, and keeps its own
 * ledger of what it charged, so that a test can compare the platform with it.
 */
export class SimulatedStation extends EventEmitter<StationEvents> {
  readonly id: string;
  readonly counters: Counters = noCounts();
  readonly random: Random;
  private readonly link: Link;
  private readonly lane: CallLane;
  private readonly behaviour: Behaviour;
  private readonly outlets: Outlet[];
  private readonly entries: LedgerEntry[] = [];
  private readonly faultList: Fault[] = [];
  private wire: OcppJ;
  private clockErrorMs: number;
  private messages = 0;
  private powered = false;

  /** @throws RangeError for a profile that does not speak the version. */
  constructor(readonly options: StationOptions) {
    super();
    this.id = options.id;
    this.random = new Random(options.seed ?? `${options.id} ${Date.now()} ${Math.random()}`);
    this.clockErrorMs = options.clockErrorMs ?? 0;
    const version = versionOf(options, this.random);
    const nextMessageId = (): string => (version.countedMessageIds ? String(++this.messages) : this.random.uuid());
    this.outlets = outletsOf(options, this.random);
    this.link = new Link(
      {
        url: options.url,
        id: options.id,
        subprotocol: version.subprotocol,
        compresses: version.compresses,
        reconnectMinMs: options.reconnectMinMs ?? 1_000,
        reconnectMaxMs: options.reconnectMaxMs ?? 60_000,
        random: this.random,
        timers: sharedTimers,
      },
      {
        opened: (subprotocol) => this.opened(subprotocol),
        received: (text, binary) => this.wire.receive(text, binary),
        closed: (code, reason) => this.closed(code, reason),
        refused: (status, message) => this.refused(status, message),
      },
    );
    this.link.password = options.password;
    this.lane = new CallLane({
      send: (text) => this.link.send(text),
      write: version.write,
      nextId: nextMessageId,
      timeoutMs: options.callTimeoutMs ?? 30_000,
      timers: sharedTimers,
      counters: this.counters,
      idle: () => this.behaviour.pump(),
    });
    this.behaviour = version.behave(this.rig(nextMessageId));
    this.wire = this.newWire();
  }

  /**
   * Switches on: connects, and boots until the CSMS accepts. Resolves when it has; it goes on trying for as long as
   * it takes, so tests that expect a refusal do not await it.
   */
  async start(): Promise<void> {
    if (!this.powered) this.behaviour.switchedOn();
    this.powered = true;
    this.link.open();
    if (this.ready) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.off('ready', done).off('switchedOff', done);
        resolve();
      };
      this.once('ready', done).once('switchedOff', done);
    });
  }

  /**
   * Switches off. `endSessions` first ends what runs and waits up to `waitMs` (default 10,000) until the CSMS has
   * answered everything; without it the power just goes.
   */
  async stop(o: { endSessions?: boolean; waitMs?: number } = {}): Promise<void> {
    if (o.endSessions) {
      this.behaviour.endSessions();
      await this.settled(o.waitMs ?? 10_000);
    }
    this.powered = false;
    this.behaviour.switchedOff();
    await this.link.close(1000, 'switched off');
    this.emit('switchedOff');
  }

  /** The network is gone until `goOnline`: no closing handshake, nothing arrives. */
  goOffline(): void {
    this.link.cut();
  }

  goOnline(): void {
    if (this.powered) this.link.open();
  }

  /** A car comes and plugs in. @throws RangeError for a connector the station has not. */
  plugIn(connector = 1, car: Partial<CarOptions> = {}): void {
    const outlet = this.outlet(connector);
    if (outlet.plugged) return;
    outlet.plug(new Car({ ...someCar(this.random), ...car }));
    this.behaviour.plugged(outlet);
  }

  /** The car leaves; a session that runs ends with it. */
  unplug(connector = 1): void {
    const outlet = this.outlet(connector);
    if (!outlet.plugged) return;
    outlet.unplug();
    this.behaviour.unplugged(outlet);
  }

  /** A card is held to the reader, by default the station's first token: it starts or stops a session. */
  present(token: string = this.options.tokens?.[0] ?? 'SIM-CARD', connector?: number): Promise<Presented> {
    return this.behaviour.present(token, connector);
  }

  /** A defect shows at a connector (a 1.6 error code; 2.0.1 tells no code), or is gone (`NoError`). */
  breakDown(connector: number, errorCode: string): void {
    this.behaviour.breakDown(connector, errorCode);
  }

  /** Says what no day of charging brings: a security event, a vendor's own data. @returns how the CSMS answered. */
  tell(action: string, payload: object): Promise<Outcome> {
    return this.lane.call(action, payload);
  }

  /** The station's own count of every session it had. */
  ledger(): LedgerEntry[] {
    return this.entries.map(copyOf);
  }

  /** What the CSMS sent that OCPP does not allow. */
  faults(): readonly Fault[] {
    return this.faultList;
  }

  /** Connected and accepted. */
  get ready(): boolean {
    return this.behaviour.ready;
  }

  get connected(): boolean {
    return this.link.connected;
  }

  /** What a connector's meter shows now. */
  meterWh(connector = 1): number {
    return this.outlet(connector).registerWh;
  }

  powerW(connector = 1): number {
    return this.outlet(connector).powerW;
  }

  plugged(connector = 1): boolean {
    return this.outlet(connector).plugged;
  }

  /** The session that runs at a connector, as it stands. */
  session(connector = 1): LedgerEntry | undefined {
    const entry = this.behaviour.running().find((running) => running.connector === connector)?.entry;
    return entry && copyOf(entry);
  }

  /** Waits until no transaction message is unanswered. @returns false if `timeoutMs` passed first. */
  async settled(timeoutMs = 60_000): Promise<boolean> {
    let deadline: { cancel(): void } | undefined;
    const late = new Promise<boolean>((resolve) => {
      deadline = sharedTimers.after(timeoutMs, () => resolve(false));
    });
    const settled = await Promise.race([this.behaviour.settled().then(() => true), late]);
    deadline?.cancel();
    return settled;
  }

  private rig(nextMessageId: () => string): Rig {
    return {
      options: this.options,
      random: this.random,
      timers: sharedTimers,
      outlets: this.outlets,
      link: this.link,
      lane: this.lane,
      ledger: this.entries,
      counters: this.counters,
      now: () => new Date(Date.now() + this.clockErrorMs),
      setClock: (utc) => {
        const errorMs = Date.parse(utc) - Date.now();
        if (Math.abs(errorMs - this.clockErrorMs) > CLOCK_TOLERANCE_MS) this.clockErrorMs = errorMs;
      },
      nextMessageId,
      say: (what, about) => this.say(what, about),
      fault: (kind, detail, text) => this.fault({ kind, detail, text }),
      accepted: () => this.emit('ready'),
      reboot: () => this.reboot(),
    };
  }

  private newWire(): OcppJ {
    return new OcppJ({
      lane: this.lane,
      behaviour: this.behaviour,
      send: (text) => this.link.send(text),
      fault: (kind, detail, text) => this.fault({ kind, detail, text }),
      told: (action, payload) => this.emit('told', { action, payload }),
    });
  }

  private opened(subprotocol: string): void {
    this.counters.connects += 1;
    if (subprotocol !== this.behaviour.subprotocol) {
      this.fault({ kind: 'wrong-subprotocol', detail: `"${subprotocol}" was chosen`, text: subprotocol });
    }
    this.wire = this.newWire();
    this.emit('connected');
    this.behaviour.opened();
  }

  private closed(code: number, reason: string): void {
    this.counters.disconnects += 1;
    this.lane.drop();
    this.behaviour.closed();
    if (this.powered) this.say(`connection lost (${code}${reason ? ` ${reason}` : ''})`);
    this.emit('disconnected', { code, reason });
  }

  private refused(status: number, message: string): void {
    this.counters.refusedConnects += 1;
    if (this.powered) this.say(`no connection: ${status > 0 ? `${status} ` : ''}${message}`);
  }

  private reboot(): void {
    this.say('reboots');
    this.messages = 0;
    this.behaviour.rebooted();
    void this.link.close(1000, 'reboot').then(() => {
      sharedTimers.after(this.options.rebootMs ?? 1_000, () => this.goOnline());
    });
  }

  private say(what: string, about: { connector?: number; energyWh?: number } = {}): void {
    const happening: Happening = { at: new Date(), station: this.id, what, ...about };
    this.options.log?.(toLine(happening));
    this.emit('happened', happening);
  }

  private fault(fault: Fault): void {
    if (this.faultList.length < MOST_FAULTS) this.faultList.push(fault);
    this.say(`FAULT of the CSMS: ${fault.kind}: ${fault.detail}`);
    this.emit('fault', fault);
  }

  private outlet(connector: number): Outlet {
    const outlet = this.outlets[connector - 1];
    if (!outlet) throw new RangeError(`station ${this.id} has no connector ${connector}`);
    return outlet;
  }
}

const copyOf = (entry: LedgerEntry): LedgerEntry => ({ ...entry, acknowledged: { ...entry.acknowledged } });
