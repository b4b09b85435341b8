/** What is to be done after a line from the station, in this order. */
export type FtpStep =
  | { do: 'reply'; text: string }
  /** Open a port for the next transfer and tell it: in the words of PASV, or of EPSV. */
  | { do: 'listen'; extended: boolean }
  | { do: 'tell-size'; token: string }
  | { do: 'transfer'; token: string; fromByte: number }
  | { do: 'close' };

const reply = (text: string): FtpStep[] => [{ do: 'reply', text }];
const FEATURES = ['211-Features:', ' EPSV', ' REST STREAM', ' SIZE', '211 End'].join('\r\n');
/** Said yes to, as they change nothing: files go as they are, and nothing has to be reserved. */
const HARMLESS = ['TYPE', 'MODE', 'STRU', 'OPTS', 'NOOP', 'ALLO', 'CLNT'];
/** What works before a login (RFC 959 4.1.1; RFC 2389 3.2 for FEAT). */
const BEFORE_LOGIN = ['USER', 'PASS', 'QUIT', 'FEAT', 'SYST', 'NOOP', 'OPTS'];

/**
 * One station's conversation by FTP (RFC 959, 2428, 3659), as much of it as fetching a file takes: no listing, no writing,
 * and the station opens all connections. Any name and password will do; the path is the link: `/<token>/<name>`.
 */
export class FtpDialogue {
  private loggedIn = false;
  private folder: string[] = [];
  private restBytes = 0;

  /** @param line - without its line end */
  receive(line: string): FtpStep[] {
    const [, verb = '', argument = ''] = /^\s*(\S+) ?(.*)$/.exec(line) ?? [];
    const command = verb.toUpperCase();
    if (!this.loggedIn && !BEFORE_LOGIN.includes(command)) return reply('530 Please log in.');
    // RFC 959 4.1.3: a restart holds for the transfer that follows at once.
    const fromByte = this.restBytes;
    if (!['PASV', 'EPSV', 'TYPE', 'REST'].includes(command)) this.restBytes = 0;
    return this.answer(command, argument, fromByte);
  }

  private answer(command: string, argument: string, fromByte: number): FtpStep[] {
    if (HARMLESS.includes(command)) return reply('200 Ok.');
    switch (command) {
      case 'USER':
        return reply('331 Any password will do.');
      case 'PASS':
        this.loggedIn = true;
        return reply('230 The link in the path is what counts.');
      case 'QUIT':
        return [...reply('221 Bye.'), { do: 'close' }];
      case 'SYST':
        return reply('215 UNIX Type: L8');
      case 'FEAT':
        return reply(FEATURES);
      case 'ABOR':
        return reply('226 Nothing is under way.');
      case 'PWD':
      case 'XPWD':
        return reply(`257 "/${this.folder.join('/')}"`);
      case 'CWD':
      case 'XCWD':
        this.folder = this.pathOf(argument);
        return reply('250 Ok.');
      case 'CDUP':
        this.folder = this.folder.slice(0, -1);
        return reply('250 Ok.');
      case 'REST':
        return this.restart(argument);
      case 'PASV':
        return [{ do: 'listen', extended: false }];
      case 'EPSV':
        return [{ do: 'listen', extended: true }];
      case 'SIZE':
        return [{ do: 'tell-size', token: this.tokenOf(argument) }];
      case 'RETR':
        return [{ do: 'transfer', token: this.tokenOf(argument), fromByte }];
      default:
        return reply('502 Only fetching a file in passive mode is possible here.');
    }
  }

  private restart(argument: string): FtpStep[] {
    if (!/^\d{1,15}$/.test(argument)) return reply('501 REST takes a number of bytes.');
    this.restBytes = Number(argument);
    return reply(`350 The next transfer begins at byte ${this.restBytes}.`);
  }

  private pathOf(argument: string): string[] {
    const steps = [...(argument.startsWith('/') ? [] : this.folder), ...argument.split('/')];
    return steps.reduce<string[]>((path, step) => {
      if (step === '' || step === '.') return path;
      return step === '..' ? path.slice(0, -1) : [...path, step];
    }, []);
  }

  /** What is named after the token does not matter, as by HTTP. */
  private tokenOf(argument: string): string {
    return this.pathOf(argument)[0] ?? '';
  }
}
