/** A connector as far as its status is told. */
export interface Told {
  readonly status: string;
  /** What the CSMS was told last on this boot. */
  reported: string | undefined;
}

/** Tells the CSMS each connector's status when it has changed; what happens offline is told once, as it then is. */
export class Statuses<C extends Told> {
  constructor(
    private readonly connectors: readonly C[],
    protected readonly ready: () => boolean,
    /** Sends a StatusNotification; `false` if it was not answered. */
    private readonly send: (connector: C) => Promise<boolean>,
  ) {}

  /** Everything, after a boot. */
  tellAll(): void {
    for (const connector of this.connectors) this.tell(connector);
  }

  /** Whatever is not as it was told. */
  tellChanged(): void {
    for (const connector of this.connectors) this.refresh(connector);
  }

  refresh(connector: C): void {
    if (connector.reported !== connector.status && this.ready()) this.tell(connector);
  }

  tell(connector: C): void {
    const { status } = connector;
    connector.reported = status;
    void this.send(connector).then((heard) => {
      if (!heard && connector.reported === status) connector.reported = undefined;
    });
  }
}
