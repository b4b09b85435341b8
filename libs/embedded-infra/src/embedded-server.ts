/** A server that this library started (or found running and took over). Its times are milliseconds. */
export interface EmbeddedServer {
  /** What a client connects to. Stays the same over `restart()`. */
  readonly url: string;
  /** The server's process id; another one after `restart()`. */
  readonly pid: number;
  /** Ends the server gracefully, by force after a while. Stopping a stopped server is fine. */
  stop(): Promise<void>;
  /** Sends a signal to the server and returns at once: for tests of outages. */
  kill(signal: NodeJS.Signals): void;
  /** Pauses the server (SIGSTOP); resolves once none of its threads runs, so that nothing sent from now on is read. */
  freeze(): Promise<void>;
  /** Lets a frozen server go on (SIGCONT). */
  thaw(): void;
  /** Starts the server again on the same port and data, ending it first if it still runs. */
  restart(): Promise<void>;
}

/** Receives one line for people at each step that may take seconds, such as a download. */
export type OnProgress = (line: string) => void;

/** A fault of the machine or of how it is set up, told in words that say what to do next. */
export class InfraError extends Error {
  override readonly name = 'InfraError';
}
